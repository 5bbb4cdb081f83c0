// Module: scales the picture to a box, and cuts off what a covered box has no room for.
// The cut comes after scaling: both axes have one factor (rounding bends the picture by half a pixel at most), and a
// decoder may still hand over a smaller picture, which a cut in front would forbid. While shrinking, what lies between
// is never larger than the source; while enlarging, checkPlan bounds it.
import type { PixelOp } from '../../engine/op.ts';
import { kernels } from '../../engine/ops/resize.ts';
import { type Box, boundBox, portion, proportion, type Size, sameSize } from '../../image/geometry.ts';
import type { Shape } from '../../image/shape.ts';
import { badOption } from '../../recipe/bad-option.ts';
import { autoOr, unhinted } from '../../recipe/kinds/auto-or.ts';
import { choice } from '../../recipe/kinds/choice.ts';
import { decimal } from '../../recipe/kinds/decimal.ts';
import { flag } from '../../recipe/kinds/flag.ts';
import { centre, type Gravity, gravity } from '../../recipe/kinds/gravity.ts';
import { integer } from '../../recipe/kinds/integer.ts';
import type { ConfigOf } from '../../recipe/option.ts';
import { cutTo, pointOf } from '../cut.ts';
import { type Fitted, fitInto, fits } from '../fit.ts';
import type { Module } from '../module.ts';

const options = {
  width: autoOr(
    integer(1, 65_535, {
      aliases: ['w'],
      summary:
        'Width of the box; without it, it follows from the height. auto takes the width in the page that the browser hints at, where IMG_CLIENT_HINTS has width; auto;640 is 640 without a hint.',
    }),
  ),
  height: integer(1, 65_535, { aliases: ['h'], summary: 'Height of the box; without it, it follows from the width.' }),
  dpr: autoOr(
    decimal(0.1, 10, {
      summary:
        'Device pixels for each pixel that other options of the stage speak of. auto takes what the browser hints at (1, 1.5, 2 or 3), where IMG_CLIENT_HINTS has dpr; auto;2 is 2 without a hint.',
      neutral: 1,
    }),
  ),
  fit: choice(
    fits,
    {
      summary:
        'scale-down: inside of the box, never enlarged (default). contain: inside of the box. scale-up: the same, never shrunk. cover: fills the box, the rest is cut. crop: the same, never enlarged. pad: contain, with a border up to the box. squeeze: exactly the box, distorted. outside: covers the box, and nothing is cut.',
      neutral: 'scale-down',
    },
    new Map([
      ['max', 'scale-down'],
      ['inside', 'contain'],
      ['min', 'crop'],
    ]),
  ),
  gravity: gravity({
    aliases: ['g'],
    summary:
      'What stays in sight when cover, crop or a ratio cut, and where pad and extend put the picture. Animations take the centre instead of attention, entropy and face. Where there is no face, attention decides.',
    neutral: centre,
  }),
  enlarge: flag({
    summary: 'true lets scale-down and crop enlarge; false keeps the others (and min-width, min-height) from it.',
  }),
  'width-share': decimal(0.0001, 10, {
    summary: "Width of the box as a share of the picture's width, instead of width.",
  }),
  'height-share': decimal(0.0001, 10, { summary: 'Height of the box, likewise.' }),
  'bound-box': flag({
    summary: "Makes the box smaller, and leaves its ratio, until no side of it is longer than the picture's.",
    neutral: false,
  }),
  'min-width': integer(1, 65_535, {
    summary:
      'Least width: a result that would be narrower is scaled up to it, beyond the height of the box if need be.',
  }),
  'min-height': integer(1, 65_535, { summary: 'Least height, likewise.' }),
  kernel: choice(kernels, {
    summary: 'How pixels are resampled; nearest keeps the squares of pixel art.',
    neutral: 'lanczos3',
  }),
  profile: choice(['fast', 'fine'], {
    summary:
      'fast averages pixels as they are stored, as most software does. fine averages their light, which keeps fine bright detail as bright as it was (up to 20 points of SSIMULACRA2), at three to five times the CPU of scaling.',
    neutral: 'fast',
  }),
  upscale: choice(['interpolate', 'generate'], {
    summary:
      'generate invents detail where the picture is enlarged. Only Cloudflare Images can; other engines refuse to enlarge so.',
    neutral: 'interpolate',
  }),
};

export type ResizeConfig = ConfigOf<typeof options>;

export const resize: Module<typeof options> = {
  name: 'resize',
  rank: 500,
  summary: 'Scales the picture to a box.',
  options,
  plan(input, config) {
    refuseContradictions(config);
    const { fit = 'scale-down', enlarge } = config;
    const fitted = fitInto(input, boxFor(input, config), fit, { enlarge, least: leastOf(config) });
    const ops = scaleAndCut(input, fitted, focusOf(input, config));
    const how = resamplingOf(config, input, fitted.scaled);
    const resampled = ops.map((op) => (op.op === 'resize' ? { ...op, ...how } : op));
    return { output: { ...input, ...fitted.kept }, ops: resampled };
  },
};

function resamplingOf({ kernel = 'lanczos3', profile, upscale }: ResizeConfig, input: Size, scaled: Size) {
  const shrinks = scaled.width < input.width && scaled.height < input.height;
  const grows = scaled.width > input.width || scaled.height > input.height;
  return {
    ...(kernel !== 'lanczos3' && { kernel }),
    ...(profile === 'fine' && shrinks && { linear: true as const }),
    ...(upscale === 'generate' && grows && { upscale }),
  };
}

/** The box in device pixels. */
export function boxOf({ width, height, dpr }: ResizeConfig): Box {
  return { width: inDevicePixels(unhinted(width), unhinted(dpr)), height: inDevicePixels(height, unhinted(dpr)) };
}

function boxFor(input: Size, config: ResizeConfig): Box {
  const { 'width-share': across, 'height-share': down } = config;
  const dpr = unhinted(config.dpr);
  const { width, height } = boxOf(config);
  const box = {
    width: width ?? inDevicePixels(across && Math.max(1, portion(input.width, across)), dpr),
    height: height ?? inDevicePixels(down && Math.max(1, portion(input.height, down)), dpr),
  };
  return config['bound-box'] ? boundBox(box, input) : box;
}

/** Where gravity points; a cut that an engine chooses would jump from frame to frame. */
export function focusOf({ animated }: Pick<Shape, 'animated'>, { gravity: focus = centre }: ResizeConfig): Gravity {
  return animated ? pointOf(focus) : focus;
}

function leastOf({ 'min-width': width, 'min-height': height, dpr }: ResizeConfig): Box {
  return { width: inDevicePixels(width, unhinted(dpr)), height: inDevicePixels(height, unhinted(dpr)) };
}

function inDevicePixels(side: number | undefined, dpr = 1): number | undefined {
  return side && proportion(side, Math.round(dpr * 10_000), 10_000);
}

function scaleAndCut(input: Size, { scaled, kept }: Fitted, focus: Gravity): PixelOp[] {
  const cut = cutTo(scaled, kept, focus);
  // With a strategy the engine scales and cuts in one.
  const whole = sameSize(input, scaled) || cut.some(({ op }) => op === 'resize');
  return [...(whole ? [] : [{ op: 'resize', ...scaled } as const]), ...cut];
}

function refuseContradictions(config: ResizeConfig): void {
  const { fit, enlarge, width, height, 'min-width': minWidth, 'min-height': minHeight } = config;
  if (fit === 'scale-up' && enlarge === false) throw badOption('enlarge', 'true beside fit=scale-up', 'false');
  if (fit === 'squeeze' && (minWidth ?? minHeight) !== undefined) {
    throw badOption(minWidth === undefined ? 'min-height' : 'min-width', 'another fit than squeeze', 'fit=squeeze');
  }
  refuseShare('width', width, config);
  refuseShare('height', height, config);
  refuseLess('min-width', minWidth, unhinted(width));
  refuseLess('min-height', minHeight, height);
}

// Whose box the border of pad fills is asked where the picture's size is no longer known (background.ts).
function refuseShare(side: 'width' | 'height', pixels: unknown, config: ResizeConfig): void {
  const share = config[`${side}-share`];
  if (share === undefined) return;
  if (pixels !== undefined) throw badOption(`${side}-share`, `no ${side} beside it`, String(share));
  if (config.fit === 'pad') throw badOption(`${side}-share`, 'another fit than pad', String(share));
}

function refuseLess(name: string, least: number | undefined, most: number | undefined): void {
  if (least === undefined || most === undefined || least <= most) return;
  throw badOption(name, `at most ${most}, which the box has`, String(least));
}
