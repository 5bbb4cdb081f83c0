// Recipes of every option of every module that comes with the house, for property tests.
import fc from 'fast-check';
import { kernels } from '../../core/engine/ops/resize.ts';
import { builtinModules } from '../../core/pipeline/modules.ts';
import type { Recipe, Stage } from '../../core/recipe/recipe.ts';

const decimalTo = (max: number) => fc.integer({ min: 1000, max: max * 10_000 }).map((scaled) => scaled / 10_000);
const channel = fc.integer({ min: 0, max: 255 });
const fraction = fc.integer({ min: 0, max: 10_000 }).map((scaled) => scaled / 10_000);
const side = fc.integer({ min: 1, max: 65_535 });
const opaque = fc.record({ r: channel, g: channel, b: channel, alpha: fc.constant(1) });
// Small, so that most rectangles overlap most pictures.
const offset = fc.oneof({ weight: 9, arbitrary: fc.nat(300) }, fc.nat(999_999_999));

const pixelRectangle = fc.record({ left: offset, top: offset, width: side, height: side });
// Not all of them whole numbers: those would be pixels.
const partRectangle = fc.record({
  left: fraction,
  top: fraction,
  width: fc.integer({ min: 1, max: 9_999 }).map((scaled) => scaled / 10_000),
  height: fc.integer({ min: 1, max: 10_000 }).map((scaled) => scaled / 10_000),
});
const ratio = fc
  .record({ width: fc.integer({ min: 1, max: 99_999 }), height: fc.integer({ min: 1, max: 99_999 }) })
  .map(({ width, height }) => ({ width: width / 100, height: height / 100 }));
const length = fc.oneof(
  { weight: 3, arbitrary: fc.nat(400) },
  fc.integer({ min: 1, max: 9_999 }).map((scaled) => scaled / 10_000),
);
const four = (arbitrary: fc.Arbitrary<number>) => fc.tuple(arbitrary, arbitrary, arbitrary, arbitrary);

// A value for each option by its long name.
const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  redact: fc.array(fc.oneof(pixelRectangle, partRectangle), { minLength: 1, maxLength: 3 }),
  'redact.style': fc.constantFrom('solid', 'pixelate', 'blur'),
  'redact.color': fc.record({ r: channel, g: channel, b: channel, alpha: fc.constant(1) }),
  frame: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 65_535 })),
  download: fc.constantFrom('true', 'été, 2026', 'a~b'),
  metadata: fc.constantFrom('none', 'copyright', 'keep'),
  icc: fc.constantFrom('srgb', 'p3'),
  frames: fc.integer({ min: 1, max: 65_535 }),
  trim: fc.oneof(four(length), fc.constant('border')),
  'trim.border.color': opaque,
  'trim.border.tolerance': fc.nat(255),
  'trim.border.keep': fc.nat(65_535),
  crop: fc.oneof(pixelRectangle, partRectangle, ratio),
  flip: fc.constantFrom('h', 'v', 'hv'),
  rotate: fc.oneof(
    fc.constantFrom(0, 90, 180, 270),
    fc.integer({ min: 0, max: 3_599_999 }).map((scaled) => scaled / 10_000),
  ),
  width: fc.oneof(
    { weight: 4, arbitrary: side },
    fc.constant('auto'),
    side.map((fallback) => `auto;${fallback}`),
  ),
  height: side,
  dpr: fc.oneof({ weight: 4, arbitrary: decimalTo(10) }, fc.constantFrom('auto', 'auto;1.5')),
  fit: fc.constantFrom('scale-down', 'scale-up', 'contain', 'cover', 'crop', 'pad', 'squeeze', 'outside'),
  gravity: fc.oneof(fc.constantFrom('attention', 'entropy', 'face'), fc.record({ x: fraction, y: fraction })),
  enlarge: fc.boolean(),
  'width-share': decimalTo(10),
  'height-share': decimalTo(10),
  'bound-box': fc.boolean(),
  'min-width': side,
  'min-height': side,
  kernel: fc.constantFrom(...kernels),
  profile: fc.constantFrom('fast', 'fine'),
  upscale: fc.constantFrom('interpolate', 'generate'),
  segment: fc.constant('foreground'),
  pad: four(length),
  extend: ratio,
  border: four(fc.nat(400)),
  'border.color': fc.record({ r: channel, g: channel, b: channel, alpha: channel.map((alpha) => alpha / 255) }),
  radius: four(length),
  mask: fc.constantFrom('ellipse', 'circle'),
  blur: fc.integer({ min: 1, max: 250 }),
  brightness: decimalTo(10),
  saturation: decimalTo(10),
  hue: fc.nat(359),
  sharpen: decimalTo(10),
  gamma: decimalTo(10),
  contrast: decimalTo(10),
  unsharp: fc.record({
    amount: decimalTo(10),
    radius: fc.integer({ min: 3000, max: 100_000 }).map((scaled) => scaled / 10_000),
    threshold: fc.oneof(fc.constant(0), decimalTo(100)),
  }),
  median: fc.constantFrom('3', '5', '7', '9', '11', '13', '15'),
  pixelate: fc.integer({ min: 1, max: 1000 }),
  normalise: fc.boolean(),
  grayscale: fraction,
  sepia: fraction,
  negate: fc.boolean(),
  duotone: fc.record({ dark: opaque, light: opaque }),
  tint: opaque,
  watermark: fc.stringMatching(/^[a-z0-9 ,~=;:+é漢-]{1,12}$/u),
  text: fc.oneof(
    fc.stringMatching(/^[a-z0-9 ,~=;:/%<>&+é漢😀-]{0,12}x$/u),
    fc.constantFrom('b64:', 'مرحبا', '100 %, ~ 50', '_'),
  ),
  'wm.gravity': fc.record({ x: fraction, y: fraction }),
  'wm.x': fc.nat(65_535),
  'wm.y': fc.nat(65_535),
  'wm.scale': fc.integer({ min: 100, max: 10_000 }).map((scaled) => scaled / 10_000),
  'wm.opacity': fraction,
  'wm.rotate': fc.nat(359),
  'wm.tile': fc.boolean(),
  'text.size': fc.integer({ min: 4, max: 2000 }),
  'text.color': fc.record({ r: channel, g: channel, b: channel, alpha: channel.map((alpha) => alpha / 255) }),
  background: fc.record({ r: channel, g: channel, b: channel, alpha: channel.map((alpha) => alpha / 255) }),
  format: fc.constantFrom('auto', 'jpg', 'png', 'webp', 'avif', 'gif'),
  'jpg.quality': fc.integer({ min: 1, max: 100 }),
  'webp.quality': fc.integer({ min: 1, max: 100 }),
  'avif.quality': fc.integer({ min: 1, max: 100 }),
  quality: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.constant('auto')),
  'max-bytes': fc.integer({ min: 100, max: 100_000_000 }),
  colors: fc.integer({ min: 2, max: 256 }),
  chroma: fc.constantFrom('420', '444'),
  lossless: fc.boolean(),
  effort: fc.integer({ min: 0, max: 9 }),
  progressive: fc.boolean(),
  mozjpeg: fc.boolean(),
  anim: fc.boolean(),
};

/** Throws for an option that has no values here yet, so that a new one cannot stay untested. */
export function valuesOf(option: string): fc.Arbitrary<unknown> {
  const found = values[option];
  if (found === undefined) throw new Error(`There is no arbitrary value for option ${option}.`);
  return found;
}

// A few at a time: all options at once contradict each other, or make a picture that is refused for its size.
function someOf(entries: readonly (readonly [string, fc.Arbitrary<unknown>])[]): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .subarray([...entries], { maxLength: Math.min(4, entries.length) })
    .chain((chosen) => fc.record(Object.fromEntries(chosen)));
}

function stages(names: readonly string[]): fc.Arbitrary<Stage> {
  const configs = builtinModules
    .filter(({ name }) => names.includes(name))
    .map(({ name, options }) => {
      const entries = Object.keys(options).map((option) => [option, valuesOf(option)] as const);
      const config = someOf(entries);
      return [name, name === 'watermark' ? config.map(agreeing) : config] as const;
    });
  return someOf(configs) as fc.Arbitrary<Stage>;
}

// Without what planning refuses, which almost every choice at random has in it.
function agreeing(config: Record<string, unknown>): Record<string, unknown> {
  const { text, watermark, 'text.size': size, 'text.color': color, 'wm.scale': scale, ...how } = config;
  const scaled = scale === undefined ? {} : { 'wm.scale': scale };
  if (watermark !== undefined) return { watermark, ...scaled, ...how };
  if (text === undefined) return {};
  const sized = size === undefined || scale !== undefined ? scaled : { 'text.size': size };
  return { text, ...sized, ...(color === undefined ? {} : { 'text.color': color }), ...how };
}

const all = builtinModules.map(({ name }) => name);

/** Names that keep the grammar, among them many that a URL has to encode. */
const names: fc.Arbitrary<string> = fc
  .array(fc.stringMatching(/^[a-z0-9 ?#&=,~;:@+é漢😀-]{1,12}$/u), { minLength: 1, maxLength: 4 })
  .map((segments) => segments.join('/'));

/** Only the last stage says something about encoding, as the planner demands. */
export const recipes: fc.Arbitrary<Recipe> = fc
  .tuple(names, fc.array(stages(all.filter((name) => name !== 'encode')), { maxLength: 3 }), stages(all))
  .map(([source, first, last]) => ({ source, stages: [...first, last] }));
