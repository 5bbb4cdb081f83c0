// Pictures in the form that a Request takes and an answer gives.
import type { PictureExt } from '../../../core/index.ts';
import { drawPicture as draw } from '../../support/pictures.ts';

export async function drawPicture(
  ext: PictureExt | 'tiff' = 'jpg',
  { width = 320, height = 200, seed = 0 } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await draw(ext, { width, height, seed }));
}
