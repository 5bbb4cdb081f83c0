// Module: contrast.
import { decimal } from '../../recipe/kinds/decimal.ts';
import type { Module } from '../module.ts';

const options = {
  contrast: decimal(0, 10, { summary: 'Factor around mid-grey; 1 changes nothing.', neutral: 1 }),
};

export const contrast: Module<typeof options> = {
  name: 'contrast',
  rank: 1000,
  summary: 'Changes the contrast.',
  options,
  plan: (input, { contrast: factor = 1 }) => ({ output: input, ops: factor === 1 ? [] : [{ op: 'contrast', factor }] }),
};
