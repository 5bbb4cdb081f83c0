// Module: an unsharp mask with all its parts; `sharpen` is the same with one number.
import { unsharpMask } from '../../recipe/kinds/unsharp-mask.ts';
import type { Module } from '../module.ts';

const options = {
  unsharp: unsharpMask({
    summary:
      'Unsharp mask of the lightness: amount, radius (default 1, sigma of the Gaussian in pixels of the result) and threshold (default 0): differences of lightness up to it, of 100, stay as they are.',
  }),
};

export const unsharp: Module<typeof options> = {
  name: 'unsharp',
  rank: 810,
  summary: 'Sharpens the picture by an unsharp mask.',
  options,
  plan(input, { unsharp: mask }) {
    if (mask === undefined || mask.amount === 0) return { output: input, ops: [] };
    const { amount, radius: sigma, threshold } = mask;
    return { output: input, ops: [{ op: 'unsharp', amount, sigma, threshold }] };
  },
};
