// Walks the directories of pVol in the order of addresses. Files that are not named like an image are somebody else's
// and left out. One directory of names is held at a time: a few hundred where there are millions of images.
import { join } from 'node:path';
import type { StoredImage } from '../../../core/index.ts';
import { isAddress } from './address.ts';
import type { Disk } from './disk.ts';
import { diskFailure, orMissing } from './disk-failure.ts';

/** `after`: an address, or anything that sorts where the walk is to go on; '' for all. */
export async function* listImages(disk: Disk, root: string, after: string): AsyncIterable<StoredImage> {
  try {
    // That the volume itself is not there is never "no images".
    for (const outer of fanOut(await disk.readdir(root), after.slice(0, 2))) {
      const from = outer === after.slice(0, 2) ? after.slice(2, 4) : '';
      for (const inner of fanOut(await namesIn(disk, join(root, outer)), from)) {
        yield* imagesIn(disk, join(root, outer, inner), after);
      }
    }
  } catch (error) {
    throw diskFailure(error);
  }
}

function fanOut(names: readonly string[], from: string): string[] {
  return names.filter((name) => /^[0-9a-f]{2}$/.test(name) && name >= from).sort();
}

async function namesIn(disk: Disk, directory: string): Promise<string[]> {
  return (await orMissing(disk.readdir(directory))) ?? [];
}

async function* imagesIn(disk: Disk, directory: string, after: string): AsyncIterable<StoredImage> {
  const names = await namesIn(disk, directory);
  for (const name of names.filter((name) => isAddress(name) && name > after).sort()) {
    // It may have been removed since the directory was read.
    const stat = await orMissing(disk.stat(join(directory, name)));
    if (stat !== undefined) yield { imgAddr: name, digest: name, byteLength: stat.size };
  }
}
