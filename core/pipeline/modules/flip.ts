// Module: mirrors the picture.
import { choice } from '../../recipe/kinds/choice.ts';
import type { Module } from '../module.ts';

const options = {
  flip: choice(['h', 'v', 'hv'], { summary: 'Mirrors left-right (h), top-bottom (v) or both, before it rotates.' }),
};

export const flip: Module<typeof options> = {
  name: 'flip',
  rank: 300,
  summary: 'Mirrors the picture.',
  options,
  plan(input, { flip: axes }) {
    if (axes === undefined) return { output: input, ops: [] };
    const op = { op: 'flip', horizontal: axes.includes('h'), vertical: axes.includes('v') } as const;
    return { output: input, ops: [op] };
  },
};
