// Refuses a plan that would cost more than one request may, before any image byte is read.
import type { PixelOp } from '../engine/op.ts';
import { formats } from '../image/format.ts';
import { covering, type Size } from '../image/geometry.ts';
import type { Limits } from '../policy/limits.ts';
import { badOption } from '../recipe/bad-option.ts';
import type { Plan } from './plan.ts';
import { sizeAfter } from './size-after.ts';

/**
 * Throws Failure `bad-option` where a side or the area of a picture is beyond the limits, or an area on the way
 * to it is beyond both the limit and the source's own (a strip of 10000x1 pixels made to cover a square).
 */
export function checkPlan({ input, output, ops, encode }: Plan, limits: Limits): void {
  const { outputSide, outputPixels } = limits;
  // A text about a panorama is as short as any.
  if (formats[encode.ext].mediaType.startsWith('image/')) refuseSides(output, outputSide);
  refuseArea(output, outputPixels, 'a result');
  let size: Size = input;
  for (const op of ops) {
    refuseArea(largestDuring(size, op), Math.max(outputPixels, areaOf(input)), 'an enlargement before the cut');
    size = sizeAfter(size, op);
  }
}

function refuseSides({ width, height }: Size, limit: number): void {
  const longest = `a result of at most ${limit} pixels a side`;
  if (width > limit) throw badOption('width', longest, String(width));
  if (height > limit) throw badOption('height', longest, String(height));
}

// With a strategy, the engine covers the box before it cuts.
function largestDuring(size: Size, op: PixelOp): Size {
  return op.op === 'resize' && op.strategy !== undefined ? covering(size, op) : sizeAfter(size, op);
}

function refuseArea(size: Size, limit: number, what: string): void {
  if (areaOf(size) <= limit) return;
  throw badOption('width', `${what} of at most ${limit} pixels`, `${size.width}x${size.height}`);
}

function areaOf({ width, height }: Size): number {
  return width * height;
}
