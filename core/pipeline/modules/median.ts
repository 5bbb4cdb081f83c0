// Module: takes specks out of the picture. Before everything else that changes pixels, which would spread them.
import { choice } from '../../recipe/kinds/choice.ts';
import type { Module } from '../module.ts';

const options = {
  // Larger squares cost seconds: the time grows with the side.
  median: choice(['3', '5', '7', '9', '11', '13', '15'], {
    summary: 'Side of a square, in pixels of the result; each pixel becomes the median of the one around it.',
  }),
};

export const median: Module<typeof options> = {
  name: 'median',
  rank: 540,
  summary: 'Takes specks out.',
  options,
  plan: (input, { median: side }) => ({
    output: input,
    ops: side === undefined ? [] : [{ op: 'median', side: Number(side) }],
  }),
};
