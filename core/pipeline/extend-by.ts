// Room around a picture, as a module says it: no operation where there is none.
import type { Colour } from '../image/colour.ts';
import type { Shape } from '../image/shape.ts';
import type { Sides } from './in-pixels.ts';
import type { Planned } from './module.ts';

export function extendBy(input: Shape, { top, right, bottom, left }: Sides, background: Colour): Planned {
  if (top + right + bottom + left === 0) return { output: input, ops: [] };
  const width = left + input.width + right;
  const height = top + input.height + bottom;
  const alpha = input.alpha || background.alpha < 1;
  return { output: { ...input, width, height, alpha }, ops: [{ op: 'extend', top, right, bottom, left, background }] };
}
