// pVol on a POSIX file system: one file an image, named by content digest (crash-safety rules: infra/decisions).
// One process owns the directory; what an earlier one left half received is swept away here.
import { join } from 'node:path';
import { createKeyedLock, type PersistentVolume, type Tell } from '../../../core/index.ts';
import { isAddress, placeOf } from './address.ts';
import { copyDurably } from './copy-durably.ts';
import { damaged } from './damaged.ts';
import { type Disk, realDisk } from './disk.ts';
import { diskFailure, orMissing } from './disk-failure.ts';
import { createDropped } from './dropped.ts';
import { makeDurableDirectory } from './durable-directory.ts';
import { listImages } from './list-images.ts';
import { readImage } from './read-image.ts';
import { removeImage } from './remove-image.ts';
import { createSoundness } from './soundness.ts';
import { stageFile } from './stage-file.ts';
import { sweepStaging } from './sweep-staging.ts';
import { checkFile } from './verify-file.ts';

export interface FileVolumeConfig {
  /** Made when it is missing. */
  readonly directory: string;
  /** `beside`: another process owns the directory. Nothing is made or swept, and nothing may be changed. */
  readonly as?: 'owner' | 'beside';
  /** Hears `pvol.damaged` of each original that is found so. */
  readonly tell?: Tell;
  /** Hears of `pvol.sync`, which takes most of an upload's time. */
  readonly observe?: Tell;
  /** For tests that make calls fail, and make time pass. */
  readonly disk?: Disk;
  readonly clock?: () => number;
}

export interface FileVolume extends PersistentVolume {
  /**
   * Copies an image for a backup, also one that was dropped and is not erased yet; shares its blocks where the file
   * system can. False when there is none. Fails where `to` is there already; the caller syncs its directory.
   */
  copy(imgAddr: string, to: string): Promise<boolean>;
}

/** Fails with `internal` where the directory can't be used. */
export async function openFileVolume(config: FileVolumeConfig): Promise<FileVolume> {
  const { directory, as = 'owner', disk = realDisk, clock = () => performance.now() } = config;
  const { tell = () => {}, observe = () => {} } = config;
  const staging = join(directory, 'staging');
  const active = new Set<string>();
  if (as === 'owner') {
    await translated(async () => {
      await makeDurableDirectory(staging, disk);
      await sweepStaging(disk, staging, active);
    });
  }
  const lock = createKeyedLock();
  const soundness = createSoundness(clock);
  const dropped = createDropped(disk, join(directory, 'dropped'));
  const stageParts = {
    disk,
    root: directory,
    staging,
    active,
    directories: new Set<string>(),
    lock,
    soundness,
    observe,
  };
  const verifyParts = { soundness, tell };
  const pathOf = (imgAddr: string) => placeOf(directory, imgAddr).path;
  /** For whatever does not look like an address: `absent`. */
  const at = <T>(imgAddr: string, absent: T, work: (path: string) => Promise<T>): Promise<T> =>
    isAddress(imgAddr) ? translated(() => work(pathOf(imgAddr))) : Promise.resolve(absent);

  return {
    stage: (bytes, limits) => stageFile(stageParts, bytes, limits),

    read: (imgAddr, range) =>
      at(imgAddr, undefined, async (path) => {
        const file = await orMissing(disk.open(path, 'r'));
        return file === undefined ? undefined : readImage(verifyParts, file, imgAddr, range);
      }),

    locate: (imgAddr) => (isAddress(imgAddr) ? pathOf(imgAddr) : undefined),

    assure: (imgAddr) =>
      at(imgAddr, undefined, async (path) => {
        const state = await orMissing(disk.stat(path));
        if (state === undefined || soundness.isKnown(imgAddr, state)) return;
        if ((await checkFile(verifyParts, disk, path, imgAddr)) === 'damaged') throw damaged();
      }),

    drop: (imgAddr, dueAt) => at(imgAddr, false, (path) => lock.run(imgAddr, () => dropped.take(path, imgAddr, dueAt))),

    remove: (imgAddr) =>
      at(imgAddr, false, () => lock.run(imgAddr, () => removeImage(disk, directory, dropped, imgAddr))),

    tidy: (dueBy) =>
      translated(async () => ({
        erased: await dropped.erase(dueBy),
        litter: await sweepStaging(disk, staging, active),
      })),

    list: (after = '') => listImages(disk, directory, after),

    check: (imgAddr) => at(imgAddr, 'missing', (path) => checkFile(verifyParts, disk, path, imgAddr)),

    copy: (imgAddr, to) =>
      at(imgAddr, false, async (path) => {
        for (const from of [path, ...(await dropped.find(imgAddr))]) {
          if ((await orMissing(copyDurably(from, to).then(() => true))) ?? false) return true;
        }
        return false;
      }),
  };
}

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw diskFailure(error);
  }
}
