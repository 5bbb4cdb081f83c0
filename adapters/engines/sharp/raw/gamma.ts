// Raises mid-tones. Sharp's own gamma knows only 1 to 3 and disables shrink-on-load.
import type { OpOf } from '../../../../core/index.ts';
import type { Pixels } from '../pixels.ts';

export function gamma(pixels: Pixels, { gamma: exponent }: OpOf<'gamma'>): Pixels {
  const { data, channels } = pixels;
  const table = Uint8Array.from({ length: 256 }, (_, value) => Math.round(255 * (value / 255) ** (1 / exponent)));
  const colours = channels < 3 ? 1 : 3;
  for (let pixel = 0; pixel < data.length; pixel += channels) {
    for (let band = pixel; band < pixel + colours; band += 1) data[band] = table[data[band] as number] as number;
  }
  return pixels;
}
