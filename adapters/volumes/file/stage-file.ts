// An upload on its way: received into a file of the staging directory, then published under its address or forgotten.
// The order of steps in `commit` and `publish` is what a power cut can't break: nothing may be left out or moved.
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyedLock, Staged, StageLimits, Tell } from '../../../core/index.ts';
import { placeOf } from './address.ts';
import type { Disk } from './disk.ts';
import { afterCleaning, diskFailure, errorCode, orMissing } from './disk-failure.ts';
import { makeDurableChild, syncDirectory } from './durable-directory.ts';
import { readExactly } from './read-exactly.ts';
import { receive } from './receive.ts';
import type { Soundness } from './soundness.ts';

export interface StageParts {
  readonly disk: Disk;
  readonly root: string;
  /** On the same file system as the root. */
  readonly staging: string;
  /** Directories that this process knows to be durable. */
  readonly directories: Set<string>;
  /** By address: equal bytes that come twice at once must not take away each other's file. */
  readonly lock: KeyedLock;
  /** Paths of uploads under way. */
  readonly active: Set<string>;
  readonly soundness: Soundness;
  readonly observe: Tell;
}

export async function stageFile(
  parts: StageParts,
  bytes: ReadableStream<Uint8Array>,
  limits: StageLimits,
): Promise<Staged> {
  const { disk, root, staging, lock, active, soundness } = parts;
  const path = join(staging, crypto.randomUUID());
  active.add(path);
  const file = await create(parts, path);
  const received = await receive(file, bytes, limits).catch(fail);
  const { digest, byteLength } = received;
  let isStaged = true;

  return {
    ...received,
    path,
    bytes: () => readExactly(file, 0, byteLength),

    async commit() {
      isStaged = false;
      try {
        // Never tried again when it fails: the kernel forgets the pages it could not write, and a second try succeeds.
        await timed('file', () => file.datasync());
        const state = await file.stat();
        await file.close();
        await lock.run(digest, publish);
        soundness.add(digest, state);
      } catch (error) {
        await fail(error);
      }
      active.delete(path);
      return { imgAddr: digest };
    },

    async discard() {
      if (!isStaged) return;
      isStaged = false;
      try {
        await clear();
      } catch (error) {
        throw diskFailure(error);
      }
    },
  };

  async function publish(): Promise<void> {
    const place = placeOf(root, digest);
    for (const directory of place.directories) await makeDurableOnce(parts, directory);
    const isNew = await link(disk, path, place.path);
    try {
      // Equal bytes that are there may have been damaged since; these were just written.
      if (isNew) await disk.unlink(path);
      else await disk.rename(path, place.path);
      await timed('directory', () => syncDirectory(disk, place.directories[1]));
    } catch (error) {
      // Not durable, so not visible. What was there before this upload stays.
      throw isNew ? await afterCleaning(error, () => disk.unlink(place.path)) : error;
    }
  }

  async function timed(what: 'file' | 'directory', sync: () => Promise<void>): Promise<void> {
    const started = performance.now();
    await sync();
    parts.observe('pvol.sync', { what, seconds: (performance.now() - started) / 1000 });
  }

  async function fail(error: unknown): Promise<never> {
    throw diskFailure(await afterCleaning(error, clear));
  }

  async function clear(): Promise<void> {
    active.delete(path);
    await file.close();
    await orMissing(disk.unlink(path));
  }
}

async function create({ disk, active }: StageParts, path: string): Promise<FileHandle> {
  try {
    return await disk.open(path, 'wx+');
  } catch (error) {
    active.delete(path);
    throw diskFailure(error);
  }
}

async function makeDurableOnce({ disk, directories }: StageParts, directory: string): Promise<void> {
  if (directories.has(directory)) return;
  await makeDurableChild(disk, directory);
  directories.add(directory);
}

/** False when the name is taken, which means: by the same bytes. */
async function link(disk: Disk, from: string, to: string): Promise<boolean> {
  try {
    await disk.link(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}
