// Module: turns the picture by right angles.
import { choice } from '../../recipe/kinds/choice.ts';
import type { Module } from '../module.ts';

const options = {
  rotate: choice(['90', '180', '270'], {
    summary: 'Degrees clockwise; width and height are those of the turned picture.',
  }),
};

const degreesOf = { '90': 90, '180': 180, '270': 270 } as const;

export const rotate: Module<typeof options> = {
  name: 'rotate',
  rank: 400,
  summary: 'Turns the picture by right angles.',
  options,
  plan(input, { rotate: turn }) {
    if (turn === undefined) return { output: input, ops: [] };
    const degrees = degreesOf[turn];
    const turned = degrees === 180 ? input : { ...input, width: input.height, height: input.width };
    return { output: turned, ops: [{ op: 'rotate', degrees }] };
  },
};
