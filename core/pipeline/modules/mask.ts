// Module: rounded corners and shapes, cut out of the finished picture.
import type { MaskOp } from '../../engine/ops/mask.ts';
import type { Size } from '../../image/geometry.ts';
import { badOption } from '../../recipe/bad-option.ts';
import { choice } from '../../recipe/kinds/choice.ts';
import { type Four, four } from '../../recipe/kinds/four.ts';
import type { ConfigOf } from '../../recipe/option.ts';
import type { Stage } from '../../recipe/recipe.ts';
import { dprOf, lengthInPixels } from '../in-pixels.ts';
import type { Module } from '../module.ts';
import { backgroundOf } from './background.ts';

const options = {
  radius: four({
    summary:
      'Radius of the corners (or top-left;top-right;bottom-right;bottom-left), times dpr; fractions are of the shorter side, so 0.5 makes a disc of a square.',
    neutral: [0, 0, 0, 0],
  }),
  mask: choice(['ellipse', 'circle'], {
    summary: 'ellipse touches all four sides; circle is the largest one in the middle.',
  }),
};

export type MaskConfig = ConfigOf<typeof options>;

export const mask: Module<typeof options> = {
  name: 'mask',
  rank: 1130,
  summary:
    'Cuts a shape out. What lies outside gets the background; without one it is transparent where the format has that, else white.',
  options,
  plan(input, config, stage) {
    const { mask: shape, radius } = config;
    if (shape !== undefined && radius !== undefined) throw badOption('mask', 'no radius beside it', shape);
    const radii = radiiOf(input, config, stage);
    if (shape === undefined && radii.every((corner) => corner === 0)) return { output: input, ops: [] };
    const asked = backgroundOf(stage);
    const ground = asked?.alpha === 1 ? { background: asked } : {};
    const cut: MaskOp = { op: 'mask', ...(shape === undefined ? { shape: 'corners', radii } : { shape }), ...ground };
    return { output: { ...input, alpha: input.alpha || cut.background === undefined }, ops: [cut] };
  },
};

/** As in CSS (Backgrounds and Borders 3, section 5.5), all shrink by one factor where two do not fit on a side. */
export function radiiOf({ width, height }: Size, { radius = [0, 0, 0, 0] }: MaskConfig, stage: Stage): Four {
  const asked = radius.map((corner) => lengthInPixels(corner, Math.min(width, height), dprOf(stage)));
  const [topLeft, topRight, bottomRight, bottomLeft] = asked as unknown as Four;
  const sides = [
    [topLeft + topRight, width],
    [topRight + bottomRight, height],
    [bottomRight + bottomLeft, width],
    [bottomLeft + topLeft, height],
  ] as const;
  const [needed, has] = sides.reduce((worst, side) => (side[0] * worst[1] > worst[0] * side[1] ? side : worst));
  if (needed <= has) return asked as unknown as Four;
  return asked.map((corner) => Math.floor((corner * has) / needed)) as unknown as Four;
}
