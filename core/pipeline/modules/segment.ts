// Module: clears what is behind. After scaling, so that its edge is as sharp as the result; before the colours.
import { choice } from '../../recipe/kinds/choice.ts';
import type { Module } from '../module.ts';

const options = {
  segment: choice(['foreground'], {
    summary:
      'foreground makes all else clear, or the colour of background. Only Cloudflare Images can; other engines refuse it.',
  }),
};

export const segment: Module<typeof options> = {
  name: 'segment',
  rank: 520,
  summary: 'Clears what is behind the foreground.',
  options,
  plan: (input, { segment: wanted }) =>
    wanted === undefined ? { output: input, ops: [] } : { output: { ...input, alpha: true }, ops: [{ op: 'segment' }] },
};
