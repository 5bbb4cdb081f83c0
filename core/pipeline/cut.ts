// A cut to a size, at the place that gravity says. Cuts that look at the pixels are the engine's to place.
import type { PixelOp } from '../engine/op.ts';
import { type Size, sameSize } from '../image/geometry.ts';
import { centre, type Gravity, type Point } from '../recipe/kinds/gravity.ts';

/** Nothing where the picture has that size. `kept` is on no side larger than the picture. */
export function cutTo(picture: Size, kept: Size, focus: Gravity): PixelOp[] {
  if (sameSize(picture, kept)) return [];
  if (typeof focus === 'string') return [{ op: 'resize', ...kept, strategy: focus }];
  const left = cutAt(focus.x, picture.width, kept.width);
  const top = cutAt(focus.y, picture.height, kept.height);
  return [{ op: 'extract', left, top, ...kept }];
}

/** The point itself; the centre for what only an engine can find. */
export function pointOf(focus: Gravity): Point {
  return typeof focus === 'string' ? centre : focus;
}

// The point comes to lie in the middle of what is kept, as far as the edges allow.
function cutAt(fraction: number, whole: number, kept: number): number {
  const wanted = Math.round(whole * fraction - kept / 2);
  return Math.min(Math.max(wanted, 0), whole - kept);
}
