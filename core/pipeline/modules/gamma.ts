// Module: gamma correction.
import { decimal } from '../../recipe/kinds/decimal.ts';
import type { Module } from '../module.ts';

const options = {
  gamma: decimal(0.1, 10, { summary: 'Raises mid-tones above 1, lowers them below; 1 changes nothing.', neutral: 1 }),
};

export const gamma: Module<typeof options> = {
  name: 'gamma',
  rank: 900,
  summary: 'Corrects the gamma.',
  options,
  plan: (input, { gamma: exponent = 1 }) => ({
    output: input,
    ops: exponent === 1 ? [] : [{ op: 'gamma', gamma: exponent }],
  }),
};
