// Module: a negative.
import { flag } from '../../recipe/kinds/flag.ts';
import type { Module } from '../module.ts';

const options = {
  negate: flag({ summary: 'Turns light into dark and each colour into its opposite.', neutral: false }),
};

export const negate: Module<typeof options> = {
  name: 'negate',
  rank: 1020,
  summary: 'Makes a negative.',
  options,
  plan: (input, { negate: wanted = false }) => ({
    output: input,
    ops: wanted ? [{ op: 'linear', factors: [-1, -1, -1], offsets: [255, 255, 255] }] : [],
  }),
};
