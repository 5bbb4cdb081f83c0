// Between colours as they are and colours times their alpha, in place. Without alpha there is nothing to do.
import type { Pixels } from './pixels.ts';

export function premultiply(pixels: Pixels): void {
  scaleColours(pixels, (alpha) => alpha / 255);
}

/** Clear pixels become black. */
export function unpremultiply(pixels: Pixels): void {
  scaleColours(pixels, (alpha) => (alpha === 0 ? 0 : 255 / alpha));
}

function scaleColours({ data, channels }: Pixels, factorOf: (alpha: number) => number): void {
  if (channels !== 4) return;
  for (let at = 0; at < data.length; at += 4) {
    const factor = factorOf(data[at + 3] as number);
    for (let band = at; band < at + 3; band += 1) {
      data[band] = Math.min(255, Math.round((data[band] as number) * factor));
    }
  }
}
