// pVol on a POSIX file system: one file an image, named by content digest (crash-safety rules: infra/decisions).
// One process owns the directory; what an earlier one left half received is swept away here.
import { join } from 'node:path';
import { createKeyedLock, type PersistentVolume, type Tell } from '../../../core/index.ts';
import { isAddress, placeOf } from './address.ts';
import { checkImage } from './check-image.ts';
import { type Disk, realDisk } from './disk.ts';
import { diskFailure, orMissing } from './disk-failure.ts';
import { makeDurableDirectory, syncDirectory } from './durable-directory.ts';
import { listImages } from './list-images.ts';
import { readImage } from './read-image.ts';
import { stageFile } from './stage-file.ts';

export interface FileVolumeConfig {
  /** Made when it is missing. */
  readonly directory: string;
  /** Hears of `pvol.sync`, which takes most of an upload's time. */
  readonly observe?: Tell;
  /** For tests that make calls fail. */
  readonly disk?: Disk;
}

/** Fails with `internal` where the directory can't be used. */
export async function openFileVolume(config: FileVolumeConfig): Promise<PersistentVolume> {
  const { directory, observe = () => {}, disk = realDisk } = config;
  const staging = join(directory, 'staging');
  try {
    await makeDurableDirectory(staging, disk);
    for (const name of await disk.readdir(staging)) await disk.unlink(join(staging, name));
  } catch (error) {
    throw diskFailure(error);
  }
  const lock = createKeyedLock();
  const parts = { disk, root: directory, staging, directories: new Set<string>(), lock, observe };

  return {
    stage: (bytes, limits) => stageFile(parts, bytes, limits),

    async read(imgAddr, range) {
      if (!isAddress(imgAddr)) return undefined;
      try {
        const file = await orMissing(disk.open(placeOf(directory, imgAddr).path, 'r'));
        return file === undefined ? undefined : await readImage(file, range);
      } catch (error) {
        throw diskFailure(error);
      }
    },

    locate: (imgAddr) => (isAddress(imgAddr) ? placeOf(directory, imgAddr).path : undefined),

    async remove(imgAddr) {
      if (!isAddress(imgAddr)) return false;
      try {
        return await lock.run(imgAddr, () => removeFile(disk, directory, imgAddr));
      } catch (error) {
        throw diskFailure(error);
      }
    },

    list: (after = '') => listImages(disk, directory, after),

    async check(imgAddr) {
      if (!isAddress(imgAddr)) return 'missing';
      try {
        return await checkImage(disk, placeOf(directory, imgAddr).path, imgAddr);
      } catch (error) {
        throw diskFailure(error);
      }
    },
  };
}

async function removeFile(disk: Disk, root: string, imgAddr: string): Promise<boolean> {
  const { path, directories } = placeOf(root, imgAddr);
  const isThere = (await orMissing(disk.unlink(path).then(() => true))) ?? false;
  if (isThere) await syncDirectory(disk, directories[1]);
  return isThere;
}
