// Where a picture of this size is best cut out of a larger one, as libvips' smartcrop decides it.
import type { Pixels } from '../../../../core/engine/pixels/pixels.ts';
import type { OpOf, Size } from '../../../../core/index.ts';
import { attentionPoint } from './attention.ts';
import { busiest } from './entropy.ts';

/** No side of the box is longer than the picture's. */
export function interesting(pixels: Pixels, box: Size, strategy: 'attention' | 'entropy'): OpOf<'extract'> {
  if (strategy === 'entropy') return { op: 'extract', ...busiest(pixels, box), ...box };
  const { x, y } = attentionPoint(pixels, box);
  const place = (middle: number, side: number, whole: number) =>
    Math.min(Math.max(0, Math.floor(middle - side / 2)), whole - side);
  const [left, top] = [place(x, box.width, pixels.width), place(y, box.height, pixels.height)];
  return { op: 'extract', left, top, ...box };
}
