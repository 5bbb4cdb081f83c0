// One original from one volume to another, durable: reflinked where the file system can, and visible under its name
// only when it is whole.
import { open, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { copyDurably } from '../../volumes/file/copy-durably.ts';
import { realDisk } from '../../volumes/file/disk.ts';
import { makeDurableChild } from '../../volumes/file/durable-directory.ts';
import { lookAt, type OriginalState, type Originals } from './originals.ts';

export interface Copier {
  /**
   * Answers what the source was when it was no good; then nothing is there. With `check` the copy is read back.
   * Its name is durable when `sync` has been called behind it.
   */
  copy(imgAddr: string, byteLength: number, check: boolean): Promise<OriginalState>;
  /** Makes the names of all copies durable. */
  sync(): Promise<void>;
}

/** `staging` is a directory on the file system of `to`. What is there already under a name is replaced. */
export function createCopier(from: Originals, to: Originals, staging: string): Copier {
  const made = new Set<string>();
  const unsynced = new Set<string>();

  return {
    async copy(imgAddr, byteLength, check) {
      const before = await from.look(imgAddr, byteLength, false);
      if (before !== 'sound') return before;
      const staged = join(staging, crypto.randomUUID());
      try {
        return await copyTo(staged, imgAddr, byteLength, check);
      } catch (error) {
        // A server may have taken it away since.
        if ((await from.look(imgAddr, byteLength, false)) === 'missing') return 'missing';
        throw error;
      } finally {
        await unlink(staged).catch(ignoreMissing);
      }
    },

    async sync() {
      for (const directory of unsynced) await syncFile(directory);
      unsynced.clear();
    },
  };

  async function copyTo(staged: string, imgAddr: string, byteLength: number, check: boolean): Promise<OriginalState> {
    await copyDurably(from.placeOf(imgAddr).path, staged);
    const copied = await lookAt(staged, imgAddr, byteLength, check);
    if (copied !== 'sound') return copied;
    const { path, directories } = to.placeOf(imgAddr);
    for (const directory of directories) await makeOnce(directory);
    await rename(staged, path);
    unsynced.add(directories[1]);
    return 'sound';
  }

  async function makeOnce(directory: string): Promise<void> {
    if (made.has(directory)) return;
    await makeDurableChild(realDisk, directory);
    made.add(directory);
  }
}

export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
