// How finely a drawing is drawn: as large as the first operation wants it, so that it is never a small picture enlarged.
import type { PixelOp, Size } from '../../../../core/index.ts';

// What librsvg takes a pixel for (CSS has 96 an inch; sharp counts from 72).
const naturalDensity = 72;
const largestDensity = 100_000;

/** Dots an inch for sharp; its own size where the first operation is no enlargement. */
export function densityFor(drawn: Size, [first]: readonly PixelOp[], mostPixels: number): number {
  if (first?.op !== 'resize' || first.strategy !== undefined) return naturalDensity;
  const wanted = Math.max(first.width / drawn.width, first.height / drawn.height);
  const allowed = Math.sqrt(mostPixels / (drawn.width * drawn.height));
  return Math.min(largestDensity, naturalDensity * Math.max(1, Math.min(wanted, allowed)));
}
