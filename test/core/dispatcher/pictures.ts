// Pictures in the form that a Request takes and an answer gives.
import type { OutputExt } from '../../../core/index.ts';
import { drawPicture as draw } from '../../support/pictures.ts';

export async function drawPicture(
  ext: OutputExt | 'tiff' = 'jpg',
  { width = 320, height = 200, seed = 0 } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await draw(ext, { width, height, seed }));
}
