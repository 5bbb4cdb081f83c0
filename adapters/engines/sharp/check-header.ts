// Refuses by the header what would cost too much to decode, and by the plan what would cost too much to animate.

import { refuseAbove } from '../../../core/image/refuse-source.ts';
import type { Ext, Limits, PixelOp, Size } from '../../../core/index.ts';
import { sizeAfter } from '../../../core/pipeline/size-after.ts';

/** Throws Failure `over-limit`. `frames` are those that would be decoded. */
export function checkHeader(ext: Ext, { width, height }: Size, frames: number, limits: Limits): void {
  refuseAbove(frames, limits.sourceFrames, 'frames');
  const pixels = width * height * frames;
  if (ext === 'avif') refuseAbove(pixels, limits.avifPixels, 'pixels in this format');
  if (ext === 'svg') refuseAbove(pixels, limits.svgPixels, 'pixels in this format');
  refuseAbove(pixels, limits.sourcePixels, 'pixels in all frames together');
}

/** Throws Failure `over-limit` where all frames together are larger than the limit, at the end or on the way to it. */
export function checkAnimation(
  ops: readonly PixelOp[],
  source: Size & { readonly frames: number },
  limit: number,
): void {
  const most = Math.max(limit, source.width * source.height * source.frames);
  let size: Size = source;
  for (const op of ops) {
    size = sizeAfter(size, op);
    refuseAbove(size.width * size.height * source.frames, most, 'pixels in all frames of the result together');
  }
}
