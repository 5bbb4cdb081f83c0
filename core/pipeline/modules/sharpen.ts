// Module: sharpens the picture.
import { decimal } from '../../recipe/kinds/decimal.ts';
import type { Module } from '../module.ts';

const options = {
  sharpen: decimal(0, 10, { summary: 'Strength (sigma of the unsharp mask); 1 suits most, 0 is off.', neutral: 0 }),
};

export const sharpen: Module<typeof options> = {
  name: 'sharpen',
  rank: 800,
  summary: 'Sharpens the picture.',
  options,
  plan: (input, { sharpen: sigma = 0 }) => ({ output: input, ops: sigma === 0 ? [] : [{ op: 'sharpen', sigma }] }),
};
