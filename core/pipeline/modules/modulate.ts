// Module: brightness, saturation and hue, one operation for all.
import { decimal } from '../../recipe/kinds/decimal.ts';
import { integer } from '../../recipe/kinds/integer.ts';
import type { Module } from '../module.ts';

const options = {
  brightness: decimal(0, 10, { summary: 'Factor of the brightness; 1 changes nothing.', neutral: 1 }),
  saturation: decimal(0, 10, { summary: 'Factor of the saturation; 0 is greyscale, 1 changes nothing.', neutral: 1 }),
  hue: integer(0, 359, {
    summary: 'Degrees by which all hues turn, from red over yellow to green; 0 changes nothing.',
    neutral: 0,
  }),
};

export const modulate: Module<typeof options> = {
  name: 'modulate',
  rank: 700,
  summary: 'Changes brightness, saturation and hue.',
  options,
  plan(input, { brightness = 1, saturation = 1, hue = 0 }) {
    const changes = brightness !== 1 || saturation !== 1 || hue !== 0;
    const turned = hue === 0 ? {} : { hue };
    return { output: input, ops: changes ? [{ op: 'modulate', brightness, saturation, ...turned }] : [] };
  },
};
