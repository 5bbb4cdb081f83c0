// Raises mid-tones. Sharp's own gamma knows only 1 to 3 and disables shrink-on-load.
import type { OpOf } from '../op.ts';
import { lookUp } from './look-up.ts';
import type { Pixels } from './pixels.ts';

export function gamma(pixels: Pixels, { gamma: exponent }: OpOf<'gamma'>): Pixels {
  lookUp(
    pixels,
    Uint8Array.from({ length: 256 }, (_, value) => Math.round(255 * (value / 255) ** (1 / exponent))),
  );
  return pixels;
}
