// Module: the colour space of the result.
import { choice } from '../../recipe/kinds/choice.ts';
import type { Module } from '../module.ts';

const options = {
  icc: choice(['srgb', 'p3'], {
    summary:
      'srgb needs no profile to be shown right. p3 keeps the colours of a wide-gamut original that Display P3 can hold, and its profile goes along; it costs a full decode, and gif stays sRGB.',
    neutral: 'srgb',
  }),
};

export const icc: Module<typeof options> = {
  name: 'icc',
  rank: 1150,
  summary: 'Chooses the colour space of the result.',
  options,
  plan: (input, { icc: space = 'srgb' }) => ({
    output: input,
    ops: [],
    ...(space === 'srgb' ? {} : { carries: { icc: space } }),
  }),
};
