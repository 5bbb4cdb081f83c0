// Walks the directories of pVol. Files that are not named like an image are somebody else's and left out.
import { join } from 'node:path';
import { isAddress } from './address.ts';
import type { Disk } from './disk.ts';
import { diskFailure, orMissing } from './disk-failure.ts';

export async function* listImages(disk: Disk, root: string): AsyncIterable<{ imgAddr: string; byteLength: number }> {
  try {
    for await (const outer of fanOut(disk, root)) {
      for await (const inner of fanOut(disk, outer)) yield* imagesIn(disk, inner);
    }
  } catch (error) {
    throw diskFailure(error);
  }
}

async function* fanOut(disk: Disk, directory: string): AsyncIterable<string> {
  for await (const { name } of await disk.opendir(directory))
    if (/^[0-9a-f]{2}$/.test(name)) yield join(directory, name);
}

async function* imagesIn(disk: Disk, directory: string): AsyncIterable<{ imgAddr: string; byteLength: number }> {
  for await (const { name } of await disk.opendir(directory)) {
    if (!isAddress(name)) continue;
    // It may have been removed since the directory was read.
    const stat = await orMissing(disk.stat(join(directory, name)));
    if (stat !== undefined) yield { imgAddr: name, byteLength: stat.size };
  }
}
