// Squares of one colour: the mean of what was there, weighed by alpha.
import type { OpOf } from '../op.ts';
import type { Pixels } from './pixels.ts';

export function pixelate(pixels: Pixels, { side }: OpOf<'pixelate'>): Pixels {
  const { width, height } = pixels;
  for (let top = 0; top < height; top += side) {
    for (let left = 0; left < width; left += side) {
      evenOut(pixels, left, top, Math.min(left + side, width), Math.min(top + side, height));
    }
  }
  return pixels;
}

function evenOut({ data, width, channels }: Pixels, left: number, top: number, right: number, bottom: number): void {
  const hasAlpha = channels === 2 || channels === 4;
  const colours = hasAlpha ? channels - 1 : channels;
  const sums = new Float64Array(4);
  let weights = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const at = (y * width + x) * channels;
      const weight = hasAlpha ? (data[at + colours] as number) : 255;
      weights += weight;
      for (let band = 0; band < colours; band += 1) {
        sums[band] = (sums[band] as number) + weight * (data[at + band] as number);
      }
    }
  }
  const mean = Uint8Array.from(sums.subarray(0, channels), (sum) => (weights === 0 ? 0 : Math.round(sum / weights)));
  if (hasAlpha) mean[colours] = Math.round(weights / ((right - left) * (bottom - top)));
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) data.set(mean, (y * width + x) * channels);
  }
}
