// Bytes in pVol that no name stands for: what a crash left between the two commits of an upload, or between the row's
// removal and the bytes' of a delete.
import type { ImageLedger } from '../database/image-ledger.ts';
import type { PersistentVolume, StoredImage } from '../volume/persistent-volume.ts';

/**
 * In ascending order of address. While uploads run, one whose bytes are published and whose row is on its way looks
 * like an orphan: whoever takes one away has to look again under the digest's lock.
 * `onLook` hears of every image before it is looked at, and is waited for.
 */
export async function* listOrphans(
  pVol: Pick<PersistentVolume, 'list'>,
  ledger: Pick<ImageLedger, 'isReferenced'>,
  onLook: (image: StoredImage) => unknown = () => {},
): AsyncGenerator<StoredImage> {
  for await (const image of pVol.list()) {
    await onLook(image);
    if (!(await ledger.isReferenced(image.digest))) yield image;
  }
}
