// Module: takes the edges off the upright picture, before it is cropped, turned or scaled.
// What is border only the pixels can tell: then the plan is not exact before an engine has looked (planner.ts).
import type { PixelOp } from '../../engine/op.ts';
import type { Shape } from '../../image/shape.ts';
import { badOption } from '../../recipe/bad-option.ts';
import { choice } from '../../recipe/kinds/choice.ts';
import { colour } from '../../recipe/kinds/colour.ts';
import { either } from '../../recipe/kinds/either.ts';
import { four } from '../../recipe/kinds/four.ts';
import { integer } from '../../recipe/kinds/integer.ts';
import type { ConfigOf, Option } from '../../recipe/option.ts';
import { dprOf, lengthInPixels, type Sides, sidesInPixels } from '../in-pixels.ts';
import type { Module, Planned } from '../module.ts';

const options = {
  trim: either(choice(['border'], { summary: '' }), four({ summary: '' }), {
    summary:
      'What to take off each side (top;right;bottom;left), times dpr, fractions of the height and the width; or border: whatever has the colour of the border, in all frames.',
    neutral: [0, 0, 0, 0],
  }),
  'trim.border.color': colour({
    aliases: ['trim.color'],
    summary: 'Colour of the border; that of the top left pixel without it.',
  }),
  'trim.border.tolerance': integer(0, 255, {
    aliases: ['trim.tolerance'],
    summary: 'How far red, green, blue or alpha may be from it.',
    neutral: 10,
  }),
  'trim.border.keep': integer(0, 65_535, {
    aliases: ['trim.keep'],
    summary: 'Pixels of the border to leave, times dpr.',
    neutral: 0,
  }),
};

type TrimConfig = ConfigOf<typeof options>;

export const trim: Module<typeof options> = {
  name: 'trim',
  rank: 180,
  summary: 'Takes the edges off.',
  options,
  plan(input, config, stage) {
    const { trim: asked = [0, 0, 0, 0] } = config;
    const dpr = dprOf(stage);
    if (asked === 'border') return { output: input, ops: [searchOf(config, dpr)] };
    refuseAlone(config);
    return takeOff(input, sidesInPixels(asked, input, dpr));
  },
};

function searchOf(config: TrimConfig, dpr: number): PixelOp {
  const {
    'trim.border.color': background,
    'trim.border.tolerance': tolerance = 10,
    'trim.border.keep': keep = 0,
  } = config;
  return { op: 'trim', ...(background && { background }), tolerance, keep: lengthInPixels(keep, 0, dpr) };
}

function takeOff(input: Shape, { top, right, bottom, left }: Sides): Planned {
  if (top + right + bottom + left === 0) return { output: input, ops: [] };
  const width = input.width - left - right;
  const height = input.height - top - bottom;
  if (width < 1 || height < 1) {
    const expected = `less than the picture of ${input.width}x${input.height} pixels`;
    throw badOption('trim', expected, [top, right, bottom, left].join(';'));
  }
  return { output: { ...input, width, height }, ops: [{ op: 'extract', left, top, width, height }] };
}

const ofBorder = ['trim.border.color', 'trim.border.tolerance', 'trim.border.keep'] as const;

function refuseAlone(config: TrimConfig): void {
  const name = ofBorder.find((option) => config[option] !== undefined);
  if (name === undefined) return;
  const option: Option<unknown> = options[name];
  throw badOption(name, 'trim=border beside it', option.write(config[name]));
}
