// Both sides divided by a whole number: each pixel is the mean of a square, colours weighed by alpha.
import type { Pixels } from '../../../../core/engine/pixels/pixels.ts';

/** What is left over at the right and at the bottom belongs to no square, as decoders have it. */
export function shrink({ data, width, height }: Pixels, by: number): Pixels {
  const across = Math.max(1, Math.floor(width / by));
  const down = Math.max(1, Math.floor(height / by));
  const [wide, high] = [Math.min(by, width), Math.min(by, height)];
  const small = new Uint8Array(across * down * 4);
  for (let y = 0, to = 0; y < down; y += 1) {
    for (let x = 0; x < across; x += 1, to += 4) {
      let [red, green, blue, alpha] = [0, 0, 0, 0];
      for (let row = 0; row < high; row += 1) {
        let at = ((y * by + row) * width + x * by) * 4;
        for (let column = 0; column < wide; column += 1, at += 4) {
          const weight = data[at + 3] as number;
          red += (data[at] as number) * weight;
          green += (data[at + 1] as number) * weight;
          blue += (data[at + 2] as number) * weight;
          alpha += weight;
        }
      }
      if (alpha === 0) continue;
      small[to] = Math.round(red / alpha);
      small[to + 1] = Math.round(green / alpha);
      small[to + 2] = Math.round(blue / alpha);
      small[to + 3] = Math.round(alpha / (wide * high));
    }
  }
  return { data: small, width: across, height: down, channels: 4 };
}
