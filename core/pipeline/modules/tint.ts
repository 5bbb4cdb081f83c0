// Module: one hue for all.
import { badOption } from '../../recipe/bad-option.ts';
import { colour } from '../../recipe/kinds/colour.ts';
import type { Module } from '../module.ts';

const options = {
  tint: colour({ summary: 'Gives everything the hue of this opaque colour, and keeps how light it is.' }),
};

export const tint: Module<typeof options> = {
  name: 'tint',
  rank: 1060,
  summary: 'Gives the picture one hue.',
  options,
  plan(input, { tint: asked }) {
    if (asked === undefined) return { output: input, ops: [] };
    const { r, g, b, alpha } = asked;
    if (alpha < 1) throw badOption('tint', 'an opaque colour', options.tint.write(asked));
    return { output: input, ops: [{ op: 'tint', r, g, b }] };
  },
};
