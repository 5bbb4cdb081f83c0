// Module: makes the picture of squares. Behind blur and sharpening, which would undo the squares.
import { integer } from '../../recipe/kinds/integer.ts';
import type { Module } from '../module.ts';

const options = {
  pixelate: integer(1, 1000, { summary: 'Side of the squares, in pixels of the result; 1 is off.', neutral: 1 }),
};

export const pixelate: Module<typeof options> = {
  name: 'pixelate',
  rank: 850,
  summary: 'Makes the picture of squares of one colour each.',
  options,
  plan: (input, { pixelate: side = 1 }) => ({ output: input, ops: side === 1 ? [] : [{ op: 'pixelate', side }] }),
};
