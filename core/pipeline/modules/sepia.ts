// Module: the brown of old photographs. The matrix is that of CSS's sepia() (Filter Effects Module Level 1, section 12).
import { amount } from '../../recipe/kinds/amount.ts';
import { mixed } from '../mixed.ts';
import type { Module } from '../module.ts';

const options = {
  sepia: amount({ summary: 'How brown: 1 (or true) is like an old photograph, 0 changes nothing.' }),
};

const brown = [
  [0.393, 0.769, 0.189],
  [0.349, 0.686, 0.168],
  [0.272, 0.534, 0.131],
] as const;

export const sepia: Module<typeof options> = {
  name: 'sepia',
  rank: 660,
  summary: 'Colours the picture like an old photograph.',
  options,
  plan: (input, { sepia: share = 0 }) => ({
    output: input,
    ops: share === 0 ? [] : [{ op: 'matrix', rows: mixed(brown, share) }],
  }),
};
