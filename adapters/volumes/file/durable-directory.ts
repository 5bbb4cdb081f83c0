// Directories that survive a power cut: a name is durable when the directory that holds it has been synced.
import { dirname, resolve } from 'node:path';
import { type Disk, realDisk } from './disk.ts';
import { errorCode } from './disk-failure.ts';

/** Makes a directory and all its parents that are missing. */
export async function makeDurableDirectory(directory: string, disk: Disk = realDisk): Promise<void> {
  const first = await disk.mkdir(directory, { recursive: true });
  if (first === undefined) return;
  const highest = dirname(resolve(first));
  for (let made = resolve(directory); made !== highest; made = dirname(made)) await syncDirectory(disk, dirname(made));
}

/** Makes one directory. Syncs its parent also where it is there already: who made it may not have come that far. */
export async function makeDurableChild(disk: Disk, directory: string): Promise<void> {
  await disk.mkdir(directory).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
  await syncDirectory(disk, dirname(directory));
}

export async function syncDirectory(disk: Disk, directory: string): Promise<void> {
  const handle = await disk.open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
