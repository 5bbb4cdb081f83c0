// The originals of a data directory or of a backup, for those who look and must not sweep: opening pVol would take
// away what a running server is just receiving.
import { stat } from 'node:fs/promises';
import type { StoredImage } from '../../../core/index.ts';
import { isAddress, placeOf } from '../../volumes/file/address.ts';
import { realDisk } from '../../volumes/file/disk.ts';
import { listImages } from '../../volumes/file/list-images.ts';
import { isThere, lengthOf } from './data-directory.ts';
import { digestOfFile } from './digest-of-file.ts';

export type OriginalState = 'sound' | 'missing' | 'wrong-length' | 'wrong-digest';

export interface Originals {
  readonly directory: string;
  /** Where an original is, or would be. The address must look like one. */
  placeOf(imgAddr: string): { readonly path: string; readonly directories: readonly [string, string] };
  /** Looks at its length, and at its digest where `digests` says so. */
  look(imgAddr: string, byteLength: number, digests: boolean): Promise<OriginalState>;
  list(): AsyncIterable<StoredImage>;
  /** The one whose digest begins with these characters, at least four. */
  find(digestStart: string): Promise<StoredImage | undefined>;
  /** When the file was written, in milliseconds since the epoch. */
  writtenAt(imgAddr: string): Promise<number>;
}

export function originalsIn(directory: string): Originals {
  return {
    directory,
    placeOf: (imgAddr) => placeOf(directory, imgAddr),

    look: async (imgAddr, byteLength, digests) =>
      isAddress(imgAddr) ? lookAt(placeOf(directory, imgAddr).path, imgAddr, byteLength, digests) : 'missing',

    async *list() {
      if (await isThere(directory)) yield* listImages(realDisk, directory, '');
    },

    async find(digestStart) {
      for await (const image of listImages(realDisk, directory, digestStart)) {
        return image.digest.startsWith(digestStart) ? image : undefined;
      }
      return undefined;
    },

    writtenAt: async (imgAddr) => Math.floor((await stat(placeOf(directory, imgAddr).path)).mtimeMs),
  };
}

/** The same of a file that is not under its name yet. */
export async function lookAt(
  path: string,
  imgAddr: string,
  byteLength: number,
  digests: boolean,
): Promise<OriginalState> {
  const length = await lengthOf(path);
  if (length === undefined) return 'missing';
  if (length !== byteLength) return 'wrong-length';
  if (!digests) return 'sound';
  try {
    return (await digestOfFile(path)) === imgAddr ? 'sound' : 'wrong-digest';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Taken away meanwhile; or bytes that the medium cannot read.
    if (code === 'ENOENT') return 'missing';
    if (code === 'EIO') return 'wrong-digest';
    throw error;
  }
}
