// Module: scales the picture to a box, and cuts off what a covered box has no room for.
// The cut comes after scaling: both axes have one factor (rounding bends the picture by half a pixel at most), and a
// decoder may still hand over a smaller picture, which a cut in front would forbid. While shrinking, what lies between
// is never larger than the source; while enlarging, checkPlan bounds it.
import type { PixelOp } from '../../engine/op.ts';
import { type Box, proportion, type Size, sameSize } from '../../image/geometry.ts';
import { choice } from '../../recipe/kinds/choice.ts';
import { decimal } from '../../recipe/kinds/decimal.ts';
import { centre, type Gravity, gravity, type Point } from '../../recipe/kinds/gravity.ts';
import { integer } from '../../recipe/kinds/integer.ts';
import type { ConfigOf } from '../../recipe/option.ts';
import { type Fitted, fitInto, fits } from '../fit.ts';
import type { Module } from '../module.ts';

const options = {
  width: integer(1, 65_535, { aliases: ['w'], summary: 'Width of the box; without it, it follows from the height.' }),
  height: integer(1, 65_535, { aliases: ['h'], summary: 'Height of the box; without it, it follows from the width.' }),
  dpr: decimal(0.1, 10, { summary: 'Device pixels for each pixel of width and height.', neutral: 1 }),
  fit: choice(fits, {
    summary:
      'scale-down: inside of the box, never enlarged (default). contain: inside of the box. scale-up: the same, never shrunk. cover: fills the box, the rest is cut. crop: the same, never enlarged. pad: contain, with a border up to the box. squeeze: exactly the box, distorted.',
    neutral: 'scale-down',
  }),
  gravity: gravity({
    aliases: ['g'],
    summary:
      'What stays in sight when cover or crop cut, and where pad puts the picture. Animations take the centre instead of attention and entropy.',
    neutral: centre,
  }),
};

export type ResizeConfig = ConfigOf<typeof options>;

export const resize: Module<typeof options> = {
  name: 'resize',
  rank: 500,
  summary: 'Scales the picture to a box.',
  options,
  plan(input, config) {
    const fitted = fitInto(input, boxOf(config), config.fit ?? 'scale-down');
    const focus = config.gravity ?? centre;
    // A cut that an engine chooses would jump from frame to frame.
    const ops = scaleAndCut(input, fitted, input.animated ? pointOf(focus) : focus);
    return { output: { ...input, ...fitted.kept }, ops };
  },
};

/** The box in device pixels. */
export function boxOf({ width, height, dpr = 1 }: ResizeConfig): Box {
  const device = (side: number | undefined) => side && proportion(side, Math.round(dpr * 10_000), 10_000);
  return { width: device(width), height: device(height) };
}

/** The point itself; the centre for what only an engine can find. */
export function pointOf(focus: Gravity): Point {
  return typeof focus === 'string' ? centre : focus;
}

function scaleAndCut(input: Size, { scaled, kept }: Fitted, focus: Gravity): PixelOp[] {
  const scale: PixelOp[] = sameSize(input, scaled) ? [] : [{ op: 'resize', ...scaled }];
  if (sameSize(scaled, kept)) return scale;
  if (typeof focus === 'string') return [{ op: 'resize', ...kept, strategy: focus }];
  const left = cutAt(focus.x, scaled.width, kept.width);
  const top = cutAt(focus.y, scaled.height, kept.height);
  return [...scale, { op: 'extract', left, top, ...kept }];
}

// The point comes to lie in the middle of what is kept, as far as the edges allow.
function cutAt(fraction: number, whole: number, kept: number): number {
  const wanted = Math.round(whole * fraction - kept / 2);
  return Math.min(Math.max(wanted, 0), whole - kept);
}
