// Turns by any angle: each pixel is mixed of the four of the picture between which it comes to lie, weighed by their alpha.
import type { Pixels } from '../../../../core/engine/pixels/pixels.ts';
import type { OpOf } from '../../../../core/index.ts';

export type RotateBy = Omit<OpOf<'rotate-by'>, 'op'>;

export function rotateBy(pixels: Pixels, op: RotateBy): Pixels {
  const { width, height } = op;
  const data = new Uint8Array(width * height * 4);
  const [sin, cos] = [Math.sin((op.degrees * Math.PI) / 180), Math.cos((op.degrees * Math.PI) / 180)];
  const mix = mixer(pixels, op);
  for (let y = 0, at = 0; y < height; y += 1) {
    const down = y + 0.5 - height / 2;
    for (let x = 0; x < width; x += 1, at += 4) {
      const across = x + 0.5 - width / 2;
      // Back to where it was, from the middle of its first pixel on.
      const left = cos * across + sin * down + pixels.width / 2 - 0.5;
      const top = cos * down - sin * across + pixels.height / 2 - 0.5;
      mix(left, top, data, at);
    }
  }
  return { data, width, height, channels: 4 };
}

function mixer({ data, width, height }: Pixels, { background: { r, g, b, alpha } }: RotateBy) {
  const ground = Uint8Array.of(r, g, b, Math.round(alpha * 255));
  const sums = new Float64Array(4);
  const add = (x: number, y: number, share: number) => {
    const isInside = x >= 0 && y >= 0 && x < width && y < height;
    const from = isInside ? data : ground;
    const at = isInside ? (y * width + x) * 4 : 0;
    const weight = share * (from[at + 3] as number);
    for (let band = 0; band < 3; band += 1) sums[band] = (sums[band] as number) + weight * (from[at + band] as number);
    sums[3] = (sums[3] as number) + weight;
  };
  return (left: number, top: number, to: Uint8Array, place: number) => {
    const [x, y] = [Math.floor(left), Math.floor(top)];
    const [right, down] = [left - x, top - y];
    sums.fill(0);
    add(x, y, (1 - right) * (1 - down));
    add(x + 1, y, right * (1 - down));
    add(x, y + 1, (1 - right) * down);
    add(x + 1, y + 1, right * down);
    const weight = sums[3] as number;
    for (let band = 0; band < 3; band += 1)
      to[place + band] = weight === 0 ? 0 : Math.round((sums[band] as number) / weight);
    to[place + 3] = Math.round(weight);
  };
}
