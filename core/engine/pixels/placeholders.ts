// The short texts that stand for a picture until it has come, of RGBA.
import { encode } from 'blurhash';
import { rgbaToThumbHash } from 'thumbhash';
import type { Pixels } from './pixels.ts';

/** ThumbHash takes at most 100 × 100 pixels. */
export const thumbhashSide = 100;
// As many waves as BlurHash's authors suggest, more of them along the longer side.
const waves = [4, 3] as const;

/** Base64. */
export function thumbhashOf({ data, width, height }: Pixels): string {
  return btoa(String.fromCharCode(...rgbaToThumbHash(width, height, data)));
}

export function blurhashOf({ data, width, height }: Pixels): string {
  const [long, short] = waves;
  const [across, down] = width >= height ? [long, short] : [short, long];
  return encode(new Uint8ClampedArray(data), width, height, across, down);
}
