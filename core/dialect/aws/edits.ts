// The edits of AWS's Serverless Image Handler: names and options of sharp, as JSON says them.

import type { Colour } from '../../image/colour.ts';
import { readColour } from '../../image/read-colour.ts';
import type { OptionAbout } from '../about.ts';
import { notSupported, refused } from '../refused.ts';
import { type StageWords, say } from '../stage-words.ts';

type Facts = Readonly<Record<string, unknown>>;
type Apply = (value: unknown, words: StageWords) => StageWords;

interface EditRow extends OptionAbout {
  readonly apply: Apply;
}

export function factsOf(value: unknown): Facts {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Facts) : {};
}

/** Text, or what is written as text; '' for an object, which may have no form as text at all (`{"toString":1}`). */
export function textIn(value: unknown): string {
  return typeof value === 'object' && value !== null ? '' : String(value);
}

/** A number, also one written as text; undefined for null and ''. Fails with `bad-option`. */
export function numberIn(value: unknown, segment: string): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const number = typeof value === 'string' && /^-?\d{1,9}(\.\d{1,9})?$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw refused(segment, 'a number');
}

function colourIn(value: unknown, segment: string): Colour {
  if (typeof value === 'string') {
    const colour = readColour(value.trim());
    if (colour !== undefined) return colour;
  }
  const { r = 0, g = 0, b = 0, alpha = 1 } = factsOf(value) as Partial<Colour>;
  if (typeof value === 'object' && value !== null) return { r, g, b, alpha };
  throw refused(segment, 'a colour, or r, g, b and alpha');
}

const fits: Readonly<Record<string, readonly [fit: string, never: string]>> = {
  cover: ['cover', 'crop'],
  contain: ['pad', 'pad'],
  fill: ['squeeze', 'squeeze'],
  inside: ['contain', 'scale-down'],
  outside: ['outside', 'outside'],
};

const places = { left: 0, top: 0, right: 1, bottom: 1 } as const;
const winds: Readonly<Record<string, string>> = {
  north: 'top',
  northeast: 'right top',
  east: 'right',
  southeast: 'right bottom',
  south: 'bottom',
  southwest: 'left bottom',
  west: 'left',
  northwest: 'left top',
};

function gravityIn(value: unknown): unknown {
  const text = textIn(value);
  if (text === 'attention' || text === 'entropy') return text;
  const words = ((Object.hasOwn(winds, text) ? winds[text] : undefined) ?? text).split(' ');
  const point = { x: 0.5, y: 0.5 };
  for (const word of words) {
    if (word === 'left' || word === 'right') point.x = places[word];
    else if (word === 'top' || word === 'bottom') point.y = places[word];
    else if (word !== 'center' && word !== 'centre') throw refused(`position ${text}`, 'a position of sharp');
  }
  return point;
}

/** Default of sharp: cover where there are both sides, else as the one side says. */
export function resizeIn(value: unknown, words: StageWords): StageWords {
  const facts = factsOf(value);
  const width = numberIn(facts.width, 'width') || undefined;
  const height = numberIn(facts.height, 'height') || undefined;
  const both = width !== undefined && height !== undefined;
  const asked = textIn(facts.fit ?? 'cover');
  const pair = Object.hasOwn(fits, asked) ? fits[asked] : undefined;
  if (pair === undefined) throw refused(`fit ${asked}`, `a fit: ${Object.keys(fits).join(', ')}`);
  const never = facts.withoutEnlargement === true;
  const name = both || pair[0] === 'squeeze' ? pair[never ? 1 : 0] : never ? 'scale-down' : 'contain';
  const sized = width !== undefined || height !== undefined;
  const config = {
    ...(width && { width }),
    ...(height && { height }),
    ...(sized && { fit: name }),
    ...(never && ['pad', 'squeeze', 'outside'].includes(name as string) && { enlarge: false }),
    ...(facts.position !== undefined && { gravity: gravityIn(facts.position) }),
    ...(facts.kernel !== undefined && { kernel: facts.kernel }),
  };
  const resized = say(words, 'resize', config);
  if (name !== 'pad' || !sized) return resized;
  // sharp's room is black.
  const ground =
    facts.background === undefined ? { r: 0, g: 0, b: 0, alpha: 1 } : colourIn(facts.background, 'background');
  return say(resized, 'background', { background: ground });
}

const flag =
  (module: string, config: Facts): Apply =>
  (value, words) =>
    value === false || value === null ? words : say(words, module, config);

function orNumber(value: unknown, fallback: number, segment: string, key = 'sigma'): number {
  if (value === true) return fallback;
  return numberIn(factsOf(value)[key] ?? (typeof value === 'object' ? undefined : value), segment) ?? fallback;
}

// A number; null and true turn a picture upright, which every one is.
const rotate: Apply = (value, words) => {
  const degrees = value === true ? undefined : numberIn(value, 'rotate');
  return degrees === undefined ? words : say(words, 'rotate', { rotate: ((degrees % 360) + 360) % 360 });
};

const mirror =
  (axis: 'h' | 'v'): Apply =>
  (value, words) => {
    if (value !== true && value !== 'true') return words;
    const axes = `${words.flip?.flip ?? ''}${axis}`;
    return say(words, 'flip', { flip: axes.length > 1 ? 'hv' : axes });
  };

const area: Apply = (value, words) => {
  const [left, top, width, height] = ['left', 'top', 'width', 'height'].map(
    (key) => numberIn(factsOf(value)[key], key) ?? 0,
  );
  return say(words, 'crop', { crop: { left, top, width, height } });
};

const codec =
  (format: string): Apply =>
  (value, words) => {
    const { quality, progressive, lossless, effort, mozjpeg } = factsOf(value);
    const said = { quality, progressive, lossless, effort, mozjpeg };
    const known = Object.entries(said).filter(([, fact]) => fact !== undefined);
    return say(words, 'encode', { format, ...Object.fromEntries(known) });
  };

const written: Readonly<Record<string, string>> = {
  jpeg: 'jpg',
  jpg: 'jpg',
  png: 'png',
  webp: 'webp',
  avif: 'avif',
  gif: 'gif',
};

export const formatIn: Apply = (value, words) => {
  const name = textIn(value);
  if (Object.hasOwn(written, name)) return say(words, 'encode', { format: written[name] });
  if (name === 'auto') return say(words, 'encode', { format: 'auto' });
  if (['tiff', 'tif', 'heif', 'heic', 'raw', 'jp2', 'jxl', 'svg'].includes(name))
    throw notSupported(name, `This server does not write ${name}.`);
  throw refused(name, `a format: ${Object.keys(written).join(', ')}`);
};

export const awsEdits: readonly EditRow[] = [
  {
    names: ['resize'],
    becomes: 'width, height, fit, gravity, kernel, enlarge, background of the room (black)',
    apply: resizeIn,
  },
  { names: ['extract', 'crop'], becomes: 'crop, before scaling', apply: area },
  { names: ['rotate'], becomes: 'rotate; null and true nothing, since every picture is turned upright', apply: rotate },
  { names: ['flip'], becomes: 'flip=v', apply: mirror('v') },
  { names: ['flop'], becomes: 'flip=h', apply: mirror('h') },
  {
    names: ['sharpen'],
    becomes: 'sharpen of this sigma; 1 for true',
    apply: (value, words) => say(words, 'sharpen', { sharpen: Math.min(10, orNumber(value, 1, 'sharpen')) }),
  },
  {
    names: ['blur'],
    becomes: 'blur of this sigma, in steps of half a pixel; the mildest for true',
    apply: (value, words) =>
      say(words, 'blur', { blur: Math.min(250, Math.max(1, Math.round(2 * orNumber(value, 0.5, 'blur')))) }),
  },
  {
    names: ['median'],
    becomes: 'median',
    apply: (value, words) => say(words, 'median', { median: String(orNumber(value, 3, 'median', 'size')) }),
  },
  {
    names: ['gamma'],
    becomes: 'gamma',
    apply: (value, words) => say(words, 'gamma', { gamma: orNumber(value, 2.2, 'gamma', 'gamma') }),
  },
  { names: ['negate'], becomes: 'negate', apply: flag('negate', { negate: true }) },
  { names: ['normalise', 'normalize'], becomes: 'normalise', apply: flag('normalise', { normalise: true }) },
  { names: ['grayscale', 'greyscale'], becomes: 'grayscale', apply: flag('grayscale', { grayscale: 1 }) },
  { names: ['tint'], becomes: 'tint', apply: (value, words) => say(words, 'tint', { tint: colourIn(value, 'tint') }) },
  {
    names: ['flatten'],
    becomes: 'background, black for true',
    apply: (value, words) =>
      say(words, 'background', { background: colourIn(factsOf(value).background ?? 'black', 'flatten') }),
  },
  {
    names: ['trim'],
    becomes: 'trim=border with threshold and background',
    apply: (value, words) => {
      const { threshold, background } = factsOf(value);
      const tolerance = Math.round(numberIn(threshold, 'trim') ?? 10);
      const colour = background === undefined ? {} : { 'trim.border.color': colourIn(background, 'trim') };
      return say(words, 'trim', { trim: 'border', 'trim.border.tolerance': tolerance, ...colour });
    },
  },
  {
    names: ['extend'],
    becomes: 'pad, with its background (black)',
    apply: (value, words) => {
      const facts = factsOf(value);
      const pad = ['top', 'right', 'bottom', 'left'].map(
        (key) => numberIn(typeof value === 'number' ? value : facts[key], 'extend') ?? 0,
      );
      return say(say(words, 'pad', { pad }), 'background', {
        background: colourIn(facts.background ?? 'black', 'extend'),
      });
    },
  },
  {
    names: ['modulate'],
    becomes: 'brightness, saturation, hue; lightness says nothing',
    apply: (value, words) => {
      const { brightness, saturation, hue } = factsOf(value);
      const degrees = numberIn(hue, 'hue');
      return say(words, 'modulate', {
        ...(brightness !== undefined && { brightness: numberIn(brightness, 'brightness') }),
        ...(saturation !== undefined && { saturation: numberIn(saturation, 'saturation') }),
        ...(degrees !== undefined && { hue: ((degrees % 360) + 360) % 360 }),
      });
    },
  },
  { names: ['toFormat'], becomes: 'format', apply: (value, words) => formatIn(factsOf(value).format ?? value, words) },
  { names: ['jpeg', 'jpg'], becomes: 'format jpg, with quality, progressive and mozjpeg', apply: codec('jpg') },
  ...(['png', 'webp', 'avif', 'gif'] as const).map((format) => ({
    names: [format],
    becomes: `format ${format}, with quality, lossless, effort and progressive where it has them`,
    apply: codec(format),
  })),
  { names: ['animated'], becomes: 'anim', apply: (value, words) => say(words, 'encode', { anim: value !== false }) },
  {
    names: ['overlayWith'],
    becomes: 'watermark, a stored image, with alpha, wRatio and whole pixels; percentages are refused',
    apply: (value, words) => say(words, 'watermark', overlayIn(factsOf(value))),
  },
  {
    names: ['smartCrop'],
    becomes: 'gravity=face, beside resize; faceIndex and padding are refused',
    apply: (value, words) => {
      if (Object.keys(factsOf(value)).length > 0) throw notSupported('smartCrop', 'This server looks at all faces.');
      return value === true ? say(words, 'resize', { gravity: 'face' }) : words;
    },
  },
  {
    names: ['roundCrop'],
    becomes: 'mask=circle in the result as it is; radii and places are refused',
    apply: (value, words) => {
      if (Object.keys(factsOf(value)).length > 0)
        throw notSupported('roundCrop', 'This server cuts the largest circle.');
      return value === true ? say(words, 'mask', { mask: 'circle' }) : words;
    },
  },
];

function overlayIn({ key, alpha, wRatio, options }: Facts): Facts {
  if (typeof key !== 'string') throw refused('overlayWith', 'the key of an image');
  const { left = '0', top = '0' } = factsOf(options);
  const [across, down] = [left, top].map((value) =>
    numberIn(textIn(value).endsWith('p') ? Number.NaN : value, 'overlayWith'),
  );
  const inwards = (offset = 0) => Math.abs(Math.round(offset));
  const ratio = numberIn(wRatio, 'wRatio');
  return {
    watermark: key,
    'wm.gravity': { x: (across ?? 0) < 0 ? 1 : 0, y: (down ?? 0) < 0 ? 1 : 0 },
    'wm.x': inwards(across),
    'wm.y': inwards(down),
    'wm.opacity': Number((1 - (numberIn(alpha, 'alpha') ?? 0) / 100).toFixed(4)),
    ...(ratio !== undefined && { 'wm.scale': ratio / 100 }),
  };
}

export const missingEdits: readonly OptionAbout[] = [
  { names: ['contentModeration'], why: 'it takes a service of AWS' },
  {
    names: ['threshold', 'linear', 'convolve', 'recomb', 'clahe', 'boolean', 'composite', 'affine'],
    why: 'there is no module for it',
  },
  {
    names: [
      'removeAlpha',
      'ensureAlpha',
      'extractChannel',
      'joinChannel',
      'bandbool',
      'toColourspace',
      'toColorspace',
      'withMetadata',
    ],
    why: 'results are sRGB; what of metadata goes along is said by our own URLs',
  },
  { names: ['tiff', 'heif', 'raw', 'jp2', 'jxl'], why: 'not written here' },
];

const byName = new Map(awsEdits.flatMap((row) => row.names.map((name) => [name, row.apply] as const)));
const missing = new Set(missingEdits.flatMap(({ names }) => names));

/** Undefined for an edit that nobody knows. */
export function applyEdit(name: string, value: unknown, words: StageWords): StageWords | undefined {
  if (missing.has(name)) throw notSupported(name, `This server has no edit ${name}.`);
  return byName.get(name)?.(value, words);
}
