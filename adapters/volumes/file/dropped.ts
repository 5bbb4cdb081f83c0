// What was taken out of its address and is to be erased later: `dropped/<hour>/<digest>`, the hour in which it is due,
// counted since 1970. The directory's name is the whole of the bookkeeping, so it survives a restart by itself. Nothing
// reads a file from here but a backup; equal bytes that are stored meanwhile get a file of their own.
import { join } from 'node:path';
import type { Disk } from './disk.ts';
import { errorCode, orMissing } from './disk-failure.ts';

const hourMillis = 3_600_000;

export interface Dropped {
  /** Moves a file here; false when there is none. Not synced: a power cut may leave it where it was. */
  take(path: string, digest: string, dueAt: number): Promise<boolean>;
  /** Where the bytes of a digest lie, each time they were dropped. */
  find(digest: string): Promise<string[]>;
  /** Unlinks what was due by then; answers how many files. */
  erase(dueBy: number): Promise<number>;
}

export function createDropped(disk: Disk, directory: string): Dropped {
  async function hours(): Promise<string[]> {
    const names = (await orMissing(disk.readdir(directory))) ?? [];
    return names.filter((name) => /^\d+$/.test(name));
  }

  return {
    async take(path, digest, dueAt) {
      const hour = join(directory, String(Math.ceil(dueAt / hourMillis)));
      do {
        await disk.mkdir(hour, { recursive: true });
        if ((await orMissing(disk.rename(path, join(hour, digest)).then(() => true))) === true) return true;
        // Again, if it was the hour that went meanwhile.
      } while ((await orMissing(disk.stat(path))) !== undefined);
      return false;
    },

    async find(digest) {
      const found: string[] = [];
      for (const hour of await hours()) {
        const path = join(directory, hour, digest);
        if ((await orMissing(disk.stat(path))) !== undefined) found.push(path);
      }
      return found;
    },

    async erase(dueBy) {
      let erased = 0;
      for (const hour of await hours()) {
        if (Number(hour) * hourMillis > dueBy) continue;
        for (const name of await disk.readdir(join(directory, hour))) {
          await disk.unlink(join(directory, hour, name));
          erased += 1;
        }
        // Where something has come meanwhile, the next time takes both away.
        await disk.rmdir(join(directory, hour)).catch((error: unknown) => {
          if (errorCode(error) !== 'ENOTEMPTY') throw error;
        });
      }
      return erased;
    },
  };
}
