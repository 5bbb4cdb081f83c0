// Erases an image: the file at its address and those that were dropped of it. Durable when it resolves.
import { dirname } from 'node:path';
import { placeOf } from './address.ts';
import type { Disk } from './disk.ts';
import { orMissing } from './disk-failure.ts';
import type { Dropped } from './dropped.ts';
import { syncDirectory } from './durable-directory.ts';

/** False when there was none. */
export async function removeImage(disk: Disk, root: string, dropped: Dropped, imgAddr: string): Promise<boolean> {
  let isRemoved = false;
  for (const path of [placeOf(root, imgAddr).path, ...(await dropped.find(imgAddr))]) {
    if ((await orMissing(disk.unlink(path).then(() => true))) !== true) continue;
    await syncDirectory(disk, dirname(path));
    isRemoved = true;
  }
  return isRemoved;
}
