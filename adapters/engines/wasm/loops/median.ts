// The median of a square, each channel by itself and in premultiplied colours. A histogram of the square moves along a row:
// of the values that enter and leave, only their number tells whether the middle one is still the middle (Huang 1979).
import type { Pixels } from '../../../../core/engine/pixels/pixels.ts';
import { premultiply, unpremultiply } from '../../../../core/engine/pixels/premultiply.ts';
import type { OpOf } from '../../../../core/index.ts';

export function median(pixels: Pixels, { side }: OpOf<'median'>): Pixels {
  premultiply(pixels);
  const done = { ...pixels, data: new Uint8Array(pixels.data.length) };
  for (let band = 0; band < 4; band += 1) {
    for (let y = 0; y < pixels.height; y += 1) rowOf(pixels, done.data, y, band, (side - 1) / 2);
  }
  unpremultiply(done);
  return done;
}

function rowOf({ data, width, height }: Pixels, to: Uint8Array, y: number, band: number, half: number): void {
  const counts = new Uint16Array(256);
  const middle = ((2 * half + 1) ** 2 - 1) / 2;
  const inside = (place: number, length: number) => Math.min(Math.max(place, 0), length - 1);
  // How many values of the square are less than `value`.
  let [value, less] = [0, 0];
  const count = (x: number, by: 1 | -1) => {
    const column = inside(x, width) * 4 + band;
    for (let row = y - half; row <= y + half; row += 1) {
      const one = data[inside(row, height) * width * 4 + column] as number;
      counts[one] = (counts[one] as number) + by;
      if (one < value) less += by;
    }
  };
  for (let x = -half; x < half; x += 1) count(x, 1);
  for (let x = 0; x < width; x += 1) {
    count(x + half, 1);
    while (less > middle) {
      value -= 1;
      less -= counts[value] as number;
    }
    while (less + (counts[value] as number) <= middle) {
      less += counts[value] as number;
      value += 1;
    }
    to[(y * width + x) * 4 + band] = value;
    count(x - half, -1);
  }
}
