// Module: brightness and saturation, one operation for both.
import { decimal } from '../../recipe/kinds/decimal.ts';
import type { Module } from '../module.ts';

const options = {
  brightness: decimal(0, 10, { summary: 'Factor of the brightness; 1 changes nothing.', neutral: 1 }),
  saturation: decimal(0, 10, { summary: 'Factor of the saturation; 0 is greyscale, 1 changes nothing.', neutral: 1 }),
};

export const modulate: Module<typeof options> = {
  name: 'modulate',
  rank: 700,
  summary: 'Changes brightness and saturation.',
  options,
  plan(input, { brightness = 1, saturation = 1 }) {
    const changes = brightness !== 1 || saturation !== 1;
    return { output: input, ops: changes ? [{ op: 'modulate', brightness, saturation }] : [] };
  },
};
