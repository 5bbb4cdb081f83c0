// Module: two colours for dark and light, and the straight line between them for what is in between.
import type { PixelOp } from '../../engine/op.ts';
import type { Triple } from '../../engine/ops/tones.ts';
import type { Colour } from '../../image/colour.ts';
import { type ColourPair, colourPair } from '../../recipe/kinds/colour-pair.ts';
import type { Module } from '../module.ts';
import { luma } from './grayscale.ts';

const options = {
  duotone: colourPair({ summary: 'Two colours by luma: what was black becomes the first, what was white the second.' }),
};

export const duotone: Module<typeof options> = {
  name: 'duotone',
  rank: 1040,
  summary: 'Colours the picture between two colours.',
  options,
  plan: (input, { duotone: pair }) => ({ output: input, ops: pair === undefined ? [] : between(pair) }),
};

function between({ dark, light }: ColourPair): PixelOp[] {
  const [from, to] = [tripleOf(dark), tripleOf(light)];
  const slope = (band: 0 | 1 | 2) => Number(((to[band] - from[band]) / 255).toFixed(6));
  return [
    { op: 'matrix', rows: [luma, luma, luma] },
    { op: 'linear', factors: [slope(0), slope(1), slope(2)], offsets: from },
  ];
}

function tripleOf({ r, g, b }: Colour): Triple {
  return [r, g, b];
}
