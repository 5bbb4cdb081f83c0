// The smallest rectangle that holds all that is not border.
import type { OpOf } from '../op.ts';
import type { Area } from '../ops/redact.ts';
import type { Pixels } from './pixels.ts';

/** All of it where nothing is border, or everything. Of RGBA. */
export function boundsWithin(
  pixels: Pixels,
  { background, tolerance }: Pick<OpOf<'trim'>, 'background' | 'tolerance'>,
): Area {
  const { data, width, height } = pixels;
  const border = background
    ? [background.r, background.g, background.b, Math.round(background.alpha * 255)]
    : Array.from(data.subarray(0, 4));
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (isNear(data, (y * width + x) * 4, border, tolerance)) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = y + 1;
    }
  }
  if (right === 0) return { left: 0, top: 0, width, height };
  return { left, top, width: right - left, height: bottom - top };
}

function isNear(data: Uint8Array, at: number, border: readonly number[], tolerance: number): boolean {
  for (let band = 0; band < 4; band += 1) {
    if (Math.abs((data[at + band] as number) - (border[band] as number)) > tolerance) return false;
  }
  return true;
}
