// Module: blurs the picture.
import { integer } from '../../recipe/kinds/integer.ts';
import type { Module } from '../module.ts';

const options = {
  blur: integer(1, 250, { summary: 'Radius in pixels of the result; the Gaussian has half of it as its sigma.' }),
};

export const blur: Module<typeof options> = {
  name: 'blur',
  rank: 600,
  summary: 'Blurs the picture.',
  options,
  plan: (input, { blur: radius }) => ({
    output: input,
    ops: radius === undefined ? [] : [{ op: 'blur', sigma: radius / 2 }],
  }),
};
