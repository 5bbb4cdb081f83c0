// Module: stretches the tones over the whole range. Before the other colours, which are meant for a sound picture.
import { flag } from '../../recipe/kinds/flag.ts';
import type { Module } from '../module.ts';

const options = {
  normalise: flag({
    summary: 'Makes the darkest hundredth of the pixels black and the brightest hundredth white.',
    neutral: false,
  }),
};

export const normalise: Module<typeof options> = {
  name: 'normalise',
  rank: 560,
  summary: 'Stretches the tones over the whole range.',
  options,
  plan: (input, { normalise: wanted = false }) => ({
    output: input,
    ops: wanted ? [{ op: 'normalise', lower: 1, upper: 99 }] : [],
  }),
};
