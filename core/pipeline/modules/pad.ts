// Module: room around the picture, in the colour of the background.
import { white } from '../../image/colour.ts';
import { type Size, smallestAround } from '../../image/geometry.ts';
import { four } from '../../recipe/kinds/four.ts';
import { ratio } from '../../recipe/kinds/ratio.ts';
import type { Stage } from '../../recipe/recipe.ts';
import { pointOf } from '../cut.ts';
import { extendBy } from '../extend-by.ts';
import { dprOf, type Sides, sidesInPixels } from '../in-pixels.ts';
import type { Module } from '../module.ts';
import { backgroundOf } from './background.ts';
import { focusOf } from './resize.ts';

const options = {
  pad: four({
    summary: 'Room at the sides (top;right;bottom;left), times dpr; fractions are of the height and the width.',
    neutral: [0, 0, 0, 0],
  }),
  extend: ratio({ summary: 'Room on one axis until the result has this ratio; gravity places the picture in it.' }),
};

export const pad: Module<typeof options> = {
  name: 'pad',
  rank: 1110,
  summary: 'Adds room around the picture, in the colour of background (white without one).',
  options,
  plan(input, { pad: asked = [0, 0, 0, 0], extend }, stage) {
    const sides = sidesInPixels(asked, input, dprOf(stage));
    const padded = sizeWith(input, sides);
    const room = extend === undefined ? sides : sum(sides, roomTo(padded, smallestAround(padded, extend), stage));
    return extendBy(input, room, backgroundOf(stage) ?? white);
  },
};

function roomTo(picture: Size, box: Size, stage: Stage): Sides {
  const { x, y } = pointOf(focusOf({ animated: false }, stage.resize ?? {}));
  const left = Math.round((box.width - picture.width) * x);
  const top = Math.round((box.height - picture.height) * y);
  return { left, top, right: box.width - picture.width - left, bottom: box.height - picture.height - top };
}

function sizeWith({ width, height }: Size, { top, right, bottom, left }: Sides): Size {
  return { width: left + width + right, height: top + height + bottom };
}

function sum(a: Sides, b: Sides): Sides {
  return { top: a.top + b.top, right: a.right + b.right, bottom: a.bottom + b.bottom, left: a.left + b.left };
}
