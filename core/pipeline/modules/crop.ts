// Module: keeps a rectangle of the upright picture, before anything is scaled.
import { sameSize } from '../../image/geometry.ts';
import { badOption } from '../../recipe/bad-option.ts';
import { rectangle } from '../../recipe/kinds/rectangle.ts';
import type { Module } from '../module.ts';

const options = {
  crop: rectangle({
    summary: 'Rectangle to keep, in pixels of the upright picture; what lies outside of the picture is cut off.',
  }),
};

export const crop: Module<typeof options> = {
  name: 'crop',
  rank: 200,
  summary: 'Keeps a rectangle.',
  options,
  plan(input, { crop: asked }) {
    if (asked === undefined) return { output: input, ops: [] };
    const width = Math.min(asked.width, input.width - asked.left);
    const height = Math.min(asked.height, input.height - asked.top);
    if (width < 1 || height < 1) {
      const expected = `a rectangle that overlaps the picture of ${input.width}x${input.height} pixels`;
      throw badOption('crop', expected, options.crop.write(asked));
    }
    if (sameSize(input, { width, height })) return { output: input, ops: [] };
    const { left, top } = asked;
    return { output: { ...input, width, height }, ops: [{ op: 'extract', left, top, width, height }] };
  },
};
