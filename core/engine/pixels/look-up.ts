// Gives every value of every colour another one, in place; alpha stays.
import type { Pixels } from './pixels.ts';

/** `table` has an entry for each of the 256 values. */
export function lookUp({ data, channels }: Pixels, table: Uint8Array | Uint8ClampedArray): void {
  const colours = channels < 3 ? 1 : 3;
  for (let pixel = 0; pixel < data.length; pixel += channels) {
    for (let band = pixel; band < pixel + colours; band += 1) data[band] = table[data[band] as number] as number;
  }
}
