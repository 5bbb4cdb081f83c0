// Module: a frame around the picture. Where the stage rounds its corners, the frame has the same width all along them.
import type { PixelOp } from '../../engine/op.ts';
import { black, type Colour } from '../../image/colour.ts';
import type { Size } from '../../image/geometry.ts';
import { refuseAlone } from '../../recipe/bad-option.ts';
import { colour } from '../../recipe/kinds/colour.ts';
import { four } from '../../recipe/kinds/four.ts';
import type { Stage } from '../../recipe/recipe.ts';
import { extendBy } from '../extend-by.ts';
import { dprOf, type Sides, sidesInPixels } from '../in-pixels.ts';
import type { Module } from '../module.ts';
import { type MaskConfig, radiiOf } from './mask.ts';

const options = {
  border: four(
    {
      summary: 'Width of the frame (or top;right;bottom;left), times dpr; it is added to the size.',
      neutral: [0, 0, 0, 0],
    },
    false,
  ),
  'border.color': colour({ summary: 'Its colour; black without it.', neutral: black }),
};

export const border: Module<typeof options> = {
  name: 'border',
  rank: 1120,
  summary: 'Draws a frame around the picture, outside of room added by pad.',
  options,
  plan(input, { border: widths, 'border.color': paint = black }, stage) {
    if (widths === undefined) {
      refuseAlone('border.color', 'border', paint === black ? undefined : options['border.color'].write(paint));
      return { output: input, ops: [] };
    }
    const sides = sidesInPixels(widths, input, dprOf(stage));
    const framed = extendBy(input, sides, paint);
    const inner = innerCorners(input, framed.output, sides, paint, stage);
    return { ...framed, ops: [...inner, ...framed.ops] };
  },
};

// As in CSS (Backgrounds and Borders 3, section 5.2): an inner radius is the outer one less the frame's width.
function innerCorners(picture: Size, framed: Size, sides: Sides, background: Colour, stage: Stage): PixelOp[] {
  if (background.alpha < 1) return [];
  const { top, right, bottom, left } = sides;
  const outer = radiiOf(framed, (stage.mask ?? {}) as MaskConfig, stage);
  const widths = [Math.max(top, left), Math.max(top, right), Math.max(bottom, right), Math.max(bottom, left)];
  const longest = Math.floor(Math.min(picture.width, picture.height) / 2);
  const radii = outer.map((radius, corner) => Math.min(longest, Math.max(0, radius - (widths[corner] as number))));
  if (radii.every((radius) => radius === 0)) return [];
  return [{ op: 'mask', shape: 'corners', radii: radii as unknown as typeof outer, background }];
}
