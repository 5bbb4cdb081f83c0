// Module: turns the picture upright by its EXIF orientation, always. There is no option for not doing so: what
// the other modules call left or top would otherwise depend on how a camera was held, and the tag is not passed on.
import type { Module } from '../module.ts';

export const orient: Module<Record<never, never>> = {
  name: 'orient',
  rank: 100,
  summary: 'Turns the picture upright by its EXIF orientation.',
  options: {},
  plan(input) {
    const { orientation, width, height } = input;
    if (orientation === 1) return { output: input, ops: [] };
    const turned = orientation >= 5 ? { width: height, height: width } : { width, height };
    return { output: { ...input, ...turned, orientation: 1 }, ops: [{ op: 'orient', orientation }] };
  },
};
