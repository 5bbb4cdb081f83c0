// What moves pixels and changes none: turns and mirrors, cuts and borders.
import type { Pixels } from '../../../../core/engine/pixels/pixels.ts';
import { type Turn, turnedSize } from '../../../../core/engine/turn.ts';
import type { OpOf } from '../../../../core/index.ts';
import { wordsOf } from './nearest.ts';

export function turned(pixels: Pixels, turn: Turn): Pixels {
  const { width, height } = pixels;
  const { degrees, flop } = turn;
  const size = turnedSize(pixels, turn);
  const from = wordsOf(pixels.data);
  const to = new Uint32Array(from.length);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      const across = flop ? width - 1 - x : x;
      const place = {
        0: y * size.width + across,
        90: across * size.width + (height - 1 - y),
        180: (height - 1 - y) * size.width + (width - 1 - across),
        270: (width - 1 - across) * size.width + y,
      }[degrees];
      to[place] = from[at] as number;
    }
  }
  return { data: new Uint8Array(to.buffer), ...size, channels: 4 };
}

export function extract({ data, width }: Pixels, { left, top, ...size }: OpOf<'extract'>): Pixels {
  const cut = new Uint8Array(size.width * size.height * 4);
  for (let y = 0; y < size.height; y += 1) {
    const start = ((top + y) * width + left) * 4;
    cut.set(data.subarray(start, start + size.width * 4), y * size.width * 4);
  }
  return { data: cut, width: size.width, height: size.height, channels: 4 };
}

export function extend(pixels: Pixels, { top, right, bottom, left, background }: OpOf<'extend'>): Pixels {
  const { r, g, b, alpha } = background;
  const [width, height] = [left + pixels.width + right, top + pixels.height + bottom];
  const data = new Uint8Array(width * height * 4);
  const [paint] = wordsOf(Uint8Array.of(r, g, b, Math.round(alpha * 255)));
  wordsOf(data).fill(paint as number);
  for (let y = 0; y < pixels.height; y += 1) {
    const start = y * pixels.width * 4;
    data.set(pixels.data.subarray(start, start + pixels.width * 4), ((top + y) * width + left) * 4);
  }
  return { data, width, height, channels: 4 };
}
