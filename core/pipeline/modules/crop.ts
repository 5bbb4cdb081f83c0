// Module: keeps a part of the upright picture, before anything is scaled.
import { largestWithin, type Size, sameSize } from '../../image/geometry.ts';
import { badOption } from '../../recipe/bad-option.ts';
import { either } from '../../recipe/kinds/either.ts';
import { centre } from '../../recipe/kinds/gravity.ts';
import { ratio } from '../../recipe/kinds/ratio.ts';
import { type Rectangle, rectangle } from '../../recipe/kinds/rectangle.ts';
import { cutTo } from '../cut.ts';
import { nearestPixels } from '../in-pixels.ts';
import type { Module } from '../module.ts';
import { focusOf } from './resize.ts';

const options = {
  crop: either(rectangle({ summary: '' }), ratio({ summary: '' }), {
    summary:
      'Rectangle to keep, of the upright picture (what lies outside of it is cut off); or the largest part of this ratio, placed by gravity.',
  }),
};

export const crop: Module<typeof options> = {
  name: 'crop',
  rank: 200,
  summary: 'Keeps a rectangle.',
  options,
  plan(input, { crop: asked }, stage) {
    if (asked === undefined) return { output: input, ops: [] };
    if (!('left' in asked)) {
      const kept = largestWithin(input, asked);
      return { output: { ...input, ...kept }, ops: cutTo(input, kept, focusOf(input, stage.resize ?? {}) ?? centre) };
    }
    const kept = overlap(asked, input);
    const { width, height } = kept;
    if (sameSize(input, kept)) return { output: input, ops: [] };
    return { output: { ...input, width, height }, ops: [{ op: 'extract', ...kept }] };
  },
};

function overlap(asked: Rectangle, picture: Size): Rectangle {
  const kept = nearestPixels(asked, picture);
  if (kept !== undefined) return kept;
  const expected = `a rectangle that overlaps the picture of ${picture.width}x${picture.height} pixels`;
  throw badOption('crop', expected, options.crop.write(asked));
}
