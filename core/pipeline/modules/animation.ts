// Module: which frames of an animation, or which page of a file with several, the picture is made of.
// The planner takes them out of the source before any other module runs (frames.ts), so there is nothing to plan here.
import { integer } from '../../recipe/kinds/integer.ts';
import type { ConfigOf } from '../../recipe/option.ts';
import type { Module } from '../module.ts';

const options = {
  frame: integer(1, 65_535, {
    aliases: ['page'],
    summary:
      'The frame of an animation, or the page of a TIFF, to make a still picture of, counted from 1; with frames, the first one to keep.',
  }),
  frames: integer(1, 65_535, { summary: 'At most so many frames of an animation are kept.' }),
};

export type AnimationConfig = ConfigOf<typeof options>;

export const animation: Module<typeof options> = {
  name: 'animation',
  rank: 50,
  summary: 'Takes frames out of an animation, or a page out of a file with several; in the first stage only.',
  options,
  plan: (input) => ({ output: input, ops: [] }),
};
