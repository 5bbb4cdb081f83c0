// Module: greys. The matrix is that of CSS's grayscale() (Filter Effects Module Level 1, section 12).
import type { Triple } from '../../engine/ops/tones.ts';
import { amount } from '../../recipe/kinds/amount.ts';
import { mixed } from '../mixed.ts';
import type { Module } from '../module.ts';

const options = {
  grayscale: amount({ summary: 'How grey: 1 (or true) takes all colour away, by luma; 0 changes nothing.' }),
};

/** ITU-R BT.709. */
export const luma: Triple = [0.2126, 0.7152, 0.0722];

export const grayscale: Module<typeof options> = {
  name: 'grayscale',
  rank: 640,
  summary: 'Takes colour away.',
  options,
  plan: (input, { grayscale: share = 0 }) => ({
    output: input,
    ops: share === 0 ? [] : [{ op: 'matrix', rows: mixed([luma, luma, luma], share) }],
  }),
};
