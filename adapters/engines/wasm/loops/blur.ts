// Gaussian blur, on premultiplied colours: what a clear pixel would look like does not come to light.
import type { Pixels } from '../../../../core/engine/pixels/pixels.ts';
import { premultiply, unpremultiply } from '../../../../core/engine/pixels/premultiply.ts';
import type { OpOf } from '../../../../core/index.ts';
import { clamped } from './clamped.ts';
import { gaussian, smooth } from './gaussian.ts';

// sharp's: what is left of the Gaussian is four fifths of its width.
const least = 0.2;

export function blur(pixels: Pixels, { sigma }: Pick<OpOf<'blur'>, 'sigma'>): Pixels {
  premultiply(pixels);
  smooth(clamped(pixels), pixels, gaussian(sigma, least));
  unpremultiply(pixels);
  return pixels;
}
