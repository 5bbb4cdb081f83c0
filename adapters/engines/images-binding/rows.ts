// One row for each operation that Images has a word for: what is sent for it. All others are refused by name.
import type { OpOf, PixelOp, Size } from '../../../core/index.ts';
import { sizeAfter } from '../../../core/index.ts';
import { cannot } from './cannot.ts';
import { hexOf } from './colour-words.ts';

type Row<Op> = (op: Op, size: Size) => ImageTransform | undefined;
type Rows = { readonly [Name in PixelOp['op']]?: Row<OpOf<Name>> };

// Nothing is done where a factor is 0 (workers-types, BasicImageTransformations).
const factor = (name: string, value: number) => {
  if (value === 0) throw cannot(`${name}=0`);
  return value === 1 ? {} : { [name]: value };
};
const widestBlur = 250;
const strongestSharpen = 10;

/** The type has no upscale (workers-types 5.20261117.1); the documentation has, and the type of cf.image (Features, upscale). */
export const scalingOf = (upscale: 'generate' | undefined): ImageTransform =>
  upscale === undefined ? {} : ({ upscale } as ImageTransform);
const gravities = { attention: 'auto', entropy: 'entropy', face: 'face' } as const;

const rows: Rows = {
  hold: () => undefined,
  shrink: (op, size) => ({ ...sizeAfter(size, op), fit: 'squeeze' }),
  // Of a page that lies otherwise than its file: flip comes before rotate within one transform.
  orient: ({ orientation }) => turns[orientation],
  rotate: ({ degrees }) => ({ rotate: degrees }),
  flip: ({ horizontal, vertical }) => ({ flip: `${horizontal ? 'h' : ''}${vertical ? 'v' : ''}` as 'h' | 'v' | 'hv' }),
  extract: ({ left, top, width, height }) => ({ trim: { left, top, width, height } }),
  resize({ width, height, strategy, kernel, linear, upscale }) {
    if (kernel !== undefined) throw cannot('kernel');
    if (linear) throw cannot('profile=fine');
    const scale = { width, height, ...scalingOf(upscale) };
    if (strategy === undefined) return { ...scale, fit: 'squeeze' };
    return { ...scale, fit: 'cover', gravity: gravities[strategy] };
  },
  // The type has no colour beside the sides; the documentation has (Features, border).
  extend: ({ top, right, bottom, left, background }) => ({
    border: { color: hexOf(background), top, right, bottom, left } as ImageTransform['border'] & object,
  }),
  blur({ sigma }) {
    const blur = 2 * sigma;
    if (blur > widestBlur) throw cannot(`blur=${blur}`);
    return { blur };
  },
  sharpen({ sigma }) {
    if (sigma > strongestSharpen) throw cannot(`sharpen=${sigma}`);
    return { sharpen: sigma };
  },
  modulate({ brightness, saturation, hue = 0 }) {
    if (hue !== 0) throw cannot('hue');
    return { ...factor('brightness', brightness), ...(saturation !== 1 && { saturation }) };
  },
  contrast: ({ factor: value }) => factor('contrast', value),
  gamma: ({ gamma }) => ({ gamma }),
  segment: () => ({ segment: 'foreground' }),
  flatten: ({ background }) => ({ background: hexOf(background) }),
  // All three alike: grey, by whichever luma. No other matrix has a word.
  matrix({ rows: [red, green, blue] }) {
    const grey = red.every((value, band) => value === green[band] && value === blue[band]);
    if (!grey) throw cannot('sepia, or part of grayscale');
    return { saturation: 0 };
  },
};

const turns = {
  1: undefined,
  2: { flip: 'h' },
  3: { rotate: 180 },
  4: { flip: 'v' },
  5: { flip: 'h', rotate: 270 },
  6: { rotate: 90 },
  7: { flip: 'h', rotate: 90 },
  8: { rotate: 270 },
} as const;

// What the option is called that asks for an operation without a row.
const options: { readonly [Name in PixelOp['op']]?: string } = {
  linear: 'negate or duotone',
  mask: 'radius or mask',
  normalise: 'normalise',
  pixels: 'a module of pixels',
  'rotate-by': 'rotate by other than right angles',
};

/** Undefined where nothing is to be sent. Fails with `not-supported`. */
export function transformOf(op: PixelOp, size: Size): ImageTransform | undefined {
  const row = rows[op.op] as Row<PixelOp> | undefined;
  if (row === undefined) throw cannot(options[op.op] ?? op.op);
  return row(op, size);
}
