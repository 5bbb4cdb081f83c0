// pVolImgRead: the stored bytes of an image.
import type { ImageLedger } from '../database/image-ledger.ts';
import { Failure } from '../failure.ts';
import type { ImageMeta } from '../image/image-meta.ts';
import type { ByteRange, PersistentVolume, StoredBytes } from '../volume/persistent-volume.ts';

/**
 * Undefined when the image was removed or replaced since `meta` was read: ask again under the name.
 * Fails with `internal` when the bytes are missing although pDatabase still vouches for them.
 */
export type PVolImgRead = (meta: ImageMeta, range?: ByteRange) => Promise<StoredBytes | undefined>;

export function createPVolImgRead(pVol: PersistentVolume, ledger: ImageLedger): PVolImgRead {
  return async (meta, range) => {
    const stored = await pVol.read(meta.imgAddr, range);
    if (stored !== undefined) return stored;
    if ((await ledger.latest(meta.name))?.imgAddr !== meta.imgAddr) return undefined;
    throw new Failure('internal', `The bytes of "${meta.name}" are missing.`);
  };
}
