// Module: turns the picture. Right angles only move pixels; others make new ones, and corners to fill.
import { boundsOfTurn } from '../../engine/turn.ts';
import { type Colour, clear, white } from '../../image/colour.ts';
import { decimal } from '../../recipe/kinds/decimal.ts';
import type { Module } from '../module.ts';
import { backgroundOf } from './background.ts';

const options = {
  rotate: decimal(0, 359.9999, {
    summary:
      'Degrees clockwise; width and height are those of the turned picture. The corners of other than right angles get the background (without one: transparent where the picture has alpha, else white).',
    neutral: 0,
  }),
};

export const rotate: Module<typeof options> = {
  name: 'rotate',
  rank: 400,
  summary: 'Turns the picture by any angle.',
  options,
  plan(input, { rotate: degrees = 0 }, stage) {
    if (degrees === 0) return { output: input, ops: [] };
    if (isRight(degrees)) {
      const turned = degrees === 180 ? input : { ...input, width: input.height, height: input.width };
      return { output: turned, ops: [{ op: 'rotate', degrees }] };
    }
    const size = boundsOfTurn(input, degrees);
    const background: Colour = backgroundOf(stage) ?? (input.alpha ? clear : white);
    const alpha = input.alpha || background.alpha < 1;
    return { output: { ...input, ...size, alpha }, ops: [{ op: 'rotate-by', degrees, ...size, background }] };
  },
};

function isRight(degrees: number): degrees is 90 | 180 | 270 {
  return degrees % 90 === 0;
}
