// Module: the colour under and around the picture. It comes behind the effects, so that the colour is the one
// that was asked for and not a brightened or blurred one.
import type { PixelOp } from '../../engine/op.ts';
import { type Colour, white } from '../../image/colour.ts';
import { type Box, type Size, smallestAround } from '../../image/geometry.ts';
import { colour } from '../../recipe/kinds/colour.ts';
import { centre } from '../../recipe/kinds/gravity.ts';
import type { Stage } from '../../recipe/recipe.ts';
import { pointOf } from '../cut.ts';
import type { Module } from '../module.ts';
import { boxOf, type ResizeConfig } from './resize.ts';

const options = {
  background: colour({
    summary:
      'Colour under transparent pixels and of the room that fit=pad, pad, extend, rotate and radius leave. A translucent one only colours that room. Without it the room is white, and transparent pixels stay where the format has them (white where not).',
  }),
};

export const background: Module<typeof options> = {
  name: 'background',
  rank: 1100,
  summary: 'Lays the picture on a colour.',
  options,
  plan(input, { background: asked }, stage) {
    const flatten: PixelOp[] = input.alpha && asked?.alpha === 1 ? [{ op: 'flatten', background: asked }] : [];
    const alpha = input.alpha && flatten.length === 0;
    // Whose box the border fills is said to its neighbour.
    const border = borderOf(input, stage.resize ?? {}, asked ?? white);
    if (border === undefined) return { output: { ...input, alpha }, ops: flatten };
    const size = {
      width: border.left + input.width + border.right,
      height: border.top + input.height + border.bottom,
    };
    const output = { ...input, ...size, alpha: alpha || border.background.alpha < 1 };
    return { output, ops: [...flatten, border] };
  },
};

/** What was asked for in this stage. */
export function backgroundOf(stage: Stage): Colour | undefined {
  return stage.background?.background as Colour | undefined;
}

type Border = Extract<PixelOp, { op: 'extend' }>;

// Only a box with two sides has room around the picture, and then only on one axis.
function borderOf(picture: Size, config: ResizeConfig, background: Colour): Border | undefined {
  if (config.fit !== 'pad') return undefined;
  const asked = boxOf(config);
  const box = config['bound-box'] ? boundAround(picture, asked) : asked;
  const across = room(box.width, picture.width);
  const down = room(box.height, picture.height);
  if (across === 0 && down === 0) return undefined;
  const { x, y } = pointOf(config.gravity ?? centre);
  const left = Math.round(across * x);
  const top = Math.round(down * y);
  return { op: 'extend', top, right: across - left, bottom: down - top, left, background };
}

// A box that was made smaller touches the picture on one axis at least, and has kept its ratio.
function boundAround(picture: Size, { width, height }: Box): Box {
  if (width === undefined || height === undefined) return {};
  const around = smallestAround(picture, { width, height });
  return { width: Math.min(width, around.width), height: Math.min(height, around.height) };
}

// None where a module from outside has made the picture larger than its box.
function room(box: number | undefined, side: number): number {
  return Math.max(0, (box ?? side) - side);
}
