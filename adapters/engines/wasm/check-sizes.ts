// Whether what a list makes of a picture fits into memory on its way, and at its end. Before anything is decoded.
import { Failure, type OpOf, type PixelOp, refuseAbove, type Size, sizeAfter } from '../../../core/index.ts';
import { mostHeldPixels, mostResultPixels } from './memory.ts';
import type { Output } from './refuse-output.ts';

/** Fails with `over-limit`, and with `internal` where a cut lies outside of its picture. */
export function checkSizes({ ops, encode }: Output, source: Size): void {
  let size = source;
  for (const op of ops) {
    if (op.op === 'extract') refuseOutside(op, size);
    const after = sizeAfter(size, op);
    refuseAbove(areaOf(size) + areaOf(after), mostHeldPixels - marksOf(ops), 'pixels, before and behind a step,');
    size = after;
  }
  const most = encode.op === 'keep' ? mostHeldPixels : mostResultPixels(encode);
  refuseAbove(areaOf(size), most, 'pixels in such a result');
}

function areaOf({ width, height }: Size): number {
  return width * height;
}

// Held until all is done.
function marksOf(ops: readonly PixelOp[]): number {
  return ops.reduce((sum, op) => sum + (op.op === 'overlay' ? areaOf(op.mark) : 0), 0);
}

function refuseOutside({ left, top, width, height }: OpOf<'extract'>, size: Size): void {
  if (left >= 0 && top >= 0 && left + width <= size.width && top + height <= size.height) return;
  throw new Failure('internal', 'Expected a cut within the picture.');
}
