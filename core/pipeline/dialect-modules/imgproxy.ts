// Module of a dialect: imgproxy's crop, resizing, filters, extending and padding, in its order and its geometry.
// Trim, rotation, background, watermark and encoding are those of the house.
import type { PixelOp } from '../../engine/op.ts';
import { clear } from '../../image/colour.ts';
import { type Size, sameSize } from '../../image/geometry.ts';
import type { Shape } from '../../image/shape.ts';
import { badOption } from '../../recipe/bad-option.ts';
import { type Anchor, anchor, centred } from '../../recipe/kinds/anchor.ts';
import { choice } from '../../recipe/kinds/choice.ts';
import { flag } from '../../recipe/kinds/flag.ts';
import { four } from '../../recipe/kinds/four.ts';
import { integer } from '../../recipe/kinds/integer.ts';
import { real } from '../../recipe/kinds/real.ts';
import type { ConfigOf } from '../../recipe/option.ts';
import type { Stage } from '../../recipe/recipe.ts';
import { extendBy } from '../extend-by.ts';
import type { Module } from '../module.ts';
import { backgroundOf } from '../modules/background.ts';
import { type FrameRules, frameOf, placeOf, resizingTypes } from './imgproxy-frame.ts';
import { rounded, roundedToEven } from './rounding.ts';

const side = (summary: string) => integer(0, 65_535, { summary, neutral: 0 });
const most = 65_535;

const options = {
  type: choice(resizingTypes, { summary: 'resizing_type', neutral: 'fit' }),
  width: side('width'),
  height: side('height'),
  dpr: real(0.000_1, 100, { summary: 'dpr', neutral: 1 }),
  'min-width': side('min-width'),
  'min-height': side('min-height'),
  'zoom.x': real(0.000_1, 100, { summary: 'zoom', neutral: 1 }),
  'zoom.y': real(0.000_1, 100, { summary: 'zoom', neutral: 1 }),
  enlarge: flag({ summary: 'enlarge', neutral: false }),
  gravity: anchor({ summary: 'gravity', neutral: centred }),
  'crop.width': real(0, most, { summary: 'crop', neutral: 0 }),
  'crop.height': real(0, most, { summary: 'crop', neutral: 0 }),
  'crop.gravity': anchor({ summary: 'crop; that of gravity without it' }),
  extend: anchor({ summary: 'extend' }),
  'extend.ratio': anchor({ summary: 'extend_aspect_ratio' }),
  padding: four({ summary: 'padding', neutral: [0, 0, 0, 0] }, false),
  blur: real(0, 125, { summary: 'blur', neutral: 0 }),
  sharpen: real(0, 10, { summary: 'sharpen', neutral: 0 }),
  pixelate: integer(0, 1000, { summary: 'pixelate', neutral: 0 }),
};

export type ImgproxyConfig = ConfigOf<typeof options>;

export const imgproxy: Module<typeof options> = {
  name: 'imgproxy',
  rank: 510,
  summary: 'What imgproxy does between trimming and its watermark.',
  options,
  plan(input, config, stage) {
    if (Object.keys(config).length === 0) return { output: input, ops: [] };
    const crop = cropOf(input, config);
    const cropped = { ...input, ...crop.size };
    const frame = frameOf(cropped, rulesOf(config));
    const { scaled, kept, dprScale } = frame;
    const cut = resultCut(cropped, scaled, kept, still(input, config.gravity), dprScale);
    const extended = extendTo({ ...input, ...kept }, frame.extended, config.extend ?? centred, dprScale, stage);
    const ratioed = extendTo(extended.output, frame.ratioed, config['extend.ratio'] ?? centred, dprScale, stage);
    const padded = padBy(ratioed.output, config, dprScale, stage);
    const ops = [...crop.ops, ...cut, ...filters(config), ...extended.ops, ...ratioed.ops, ...padded.ops];
    return { output: padded.output, ops };
  },
};

function rulesOf(config: ImgproxyConfig): FrameRules {
  return {
    type: config.type ?? 'fit',
    width: config.width ?? 0,
    height: config.height ?? 0,
    minWidth: config['min-width'] ?? 0,
    minHeight: config['min-height'] ?? 0,
    zoomX: config['zoom.x'] ?? 1,
    zoomY: config['zoom.y'] ?? 1,
    dpr: config.dpr ?? 1,
    enlarge: config.enlarge ?? false,
    extend: config.extend !== undefined,
    extendRatio: config['extend.ratio'] !== undefined,
  };
}

// A cut that an engine chooses would jump from frame to frame.
function still({ animated }: Shape, gravity: Anchor = centred): Anchor {
  return animated && gravity.type === 'sm' ? centred : gravity;
}

function cropOf(input: Shape, config: ImgproxyConfig): { size: Size; ops: PixelOp[] } {
  const size = {
    width: cropSide(config['crop.width'] ?? 0, input.width),
    height: cropSide(config['crop.height'] ?? 0, input.height),
  };
  if (sameSize(size, input)) return { size, ops: [] };
  const gravity = still(input, config['crop.gravity'] ?? config.gravity);
  if (gravity.type === 'sm') throw badOption('crop', 'another gravity than sm', 'sm');
  return { size, ops: [{ op: 'extract', ...placeOf(input, size, gravity, 1), ...size }] };
}

function cropSide(asked: number, whole: number): number {
  if (asked === 0) return whole;
  return Math.min(whole, asked >= 1 ? Math.trunc(asked) : Math.max(1, rounded(whole * asked)));
}

function resultCut(from: Size, scaled: Size, kept: Size, gravity: Anchor, dprScale: number): PixelOp[] {
  // With a strategy the engine scales and cuts in one.
  if (gravity.type === 'sm' && !sameSize(scaled, kept)) return [{ op: 'resize', ...kept, strategy: 'attention' }];
  const scaling: PixelOp[] = sameSize(from, scaled) ? [] : [{ op: 'resize', ...scaled }];
  if (sameSize(scaled, kept)) return scaling;
  return [...scaling, { op: 'extract', ...placeOf(scaled, kept, gravity, dprScale), ...kept }];
}

function filters({ blur = 0, sharpen = 0, pixelate = 0 }: ImgproxyConfig): PixelOp[] {
  return [
    // Below this a Gaussian is one pixel wide.
    ...(blur >= 0.3 ? [{ op: 'blur', sigma: blur } as const] : []),
    ...(sharpen > 0 ? [{ op: 'sharpen', sigma: sharpen } as const] : []),
    ...(pixelate > 1 ? [{ op: 'pixelate', side: pixelate } as const] : []),
  ];
}

function extendTo(input: Shape, canvas: Size, at: Anchor, dprScale: number, stage: Stage) {
  const { left, top } = placeOf(canvas, input, at, dprScale);
  const right = canvas.width - input.width - left;
  const bottom = canvas.height - input.height - top;
  return extendBy(input, { top, right, bottom, left }, backgroundOf(stage) ?? clear);
}

function padBy(
  input: Shape,
  { padding: [top, right, bottom, left] = [0, 0, 0, 0] }: ImgproxyConfig,
  dprScale: number,
  stage: Stage,
) {
  const pixels = (length: number) => roundedToEven(length * dprScale);
  const sides = { top: pixels(top), right: pixels(right), bottom: pixels(bottom), left: pixels(left) };
  return extendBy(input, sides, backgroundOf(stage) ?? clear);
}
