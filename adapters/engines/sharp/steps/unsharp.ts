// Step: unsharp mask. In libvips' words, on lightness: m1 is the slope below the threshold x1, m2 above it, and y2, y3 bound
// what is added: far enough not to be felt, since an unsharp mask knows no bound.
import type { OpOf } from '../../../../core/index.ts';
import type { StepRow } from './step-row.ts';

export const unsharp: StepRow<OpOf<'unsharp'>> = {
  slot: 'sharpen',
  coloured: true,
  apply: (image, { amount, sigma, threshold }) =>
    image.sharpen({ sigma, m1: 0, m2: amount, x1: threshold, y2: 100, y3: 100 }),
};
