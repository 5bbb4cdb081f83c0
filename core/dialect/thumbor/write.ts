// A canonical recipe as the path of a thumbor URL, behind its signature.
import type { Colour } from '../../image/colour.ts';
import { writeColour } from '../../image/read-colour.ts';
import type { Point } from '../../recipe/kinds/gravity.ts';
import { isFractional, type Rectangle } from '../../recipe/kinds/rectangle.ts';
import type { Recipe } from '../../recipe/recipe.ts';
import { encodeName } from '../encode-part.ts';
import { notSupported } from '../refused.ts';

type Config = Readonly<Record<string, unknown>>;

/** Fails with `not-supported` for what thumbor has no words for. */
export function writeThumbor({ source, stages }: Recipe): string {
  const [stage = {}, second] = stages;
  if (second !== undefined || /^https?:\/\//.test(source)) throw noWords('~');
  const { trim, crop, flip, resize = {}, ...others } = stage;
  const { gravity, ...box } = resize;
  const filters = [
    ...fitFilters(box),
    ...Object.entries(others).flatMap(([module, config]) => filtersOf(module, config)),
  ];
  const parts = [
    ...trimPart(trim),
    ...(crop ? [cropPart(crop.crop)] : []),
    ...boxPart(box, String(flip?.flip ?? '')),
    ...gravityPart(gravity as Point | string | undefined),
    ...(filters.length > 0 ? [`filters:${filters.join(':')}`] : []),
  ];
  return [...parts, unlikeAPart(encodeName(source))].join('/');
}

const aPart =
  /^(meta|trim|(adaptive-)?(full-)?fit-in|stretch|-?(\d+|orig)?x-?(\d+|orig)?|left|center|right|top|middle|bottom|smart)\//;

// A name whose first folder could pass for a part has to be told apart: one letter of it is escaped.
function unlikeAPart(name: string): string {
  return aPart.test(name) ? `%${name.charCodeAt(0).toString(16).toUpperCase()}${name.slice(1)}` : name;
}

function trimPart(trim: Config | undefined): string[] {
  if (trim === undefined) return [];
  const { trim: what, 'trim.border.tolerance': tolerance = 10, ...others } = trim;
  if (what !== 'border' || Object.keys(others).length > 0) throw noWords('trim');
  return [`trim:${tolerance}`];
}

function cropPart(crop: unknown): string {
  const { left, top, width, height } = crop as Rectangle;
  if (left === undefined || isFractional(crop as Rectangle)) throw noWords('crop');
  return `${left}x${top}:${left + width}x${top + height}`;
}

function boxPart(box: Config, flip: string): string[] {
  const { width = 0, height = 0, fit = 'scale-down' } = box;
  // Not a number where the client's hints say it.
  if (typeof width !== 'number' || typeof height !== 'number') throw noWords('width');
  const within = { 'scale-down': ['fit-in'], contain: ['fit-in'], pad: ['fit-in'], outside: ['full-fit-in'] } as Record<
    string,
    string[]
  >;
  const sides = `${flip.includes('h') ? '-' : ''}${width}x${flip.includes('v') ? '-' : ''}${height}`;
  if (sides === '0x0') {
    if (Object.keys(box).length > 0) throw noWords('resize');
    return [];
  }
  const sized = width !== 0 || height !== 0;
  return [...(sized ? (within[String(fit)] ?? []) : []), sides];
}

// fit-in does not enlarge unless it is told to; the others do.
function fitFilters({ width, height, fit = 'scale-down', enlarge, ...others }: Config): string[] {
  if (Object.keys(others).length > 0) throw noWords('resize');
  if (width === undefined && height === undefined) {
    if (fit !== 'scale-down' || enlarge !== undefined) throw noWords('resize');
    return [];
  }
  const both = width !== undefined && height !== undefined;
  switch (fit) {
    case 'scale-down':
      return only(enlarge === undefined, []);
    case 'contain':
      return only(enlarge === undefined, ['upscale()']);
    case 'cover':
      return only(both && enlarge === undefined, []);
    case 'crop':
      return only(both && enlarge === undefined, ['no_upscale()']);
    case 'squeeze':
      return only(enlarge !== true, ['stretch()', ...(enlarge === false ? ['no_upscale()'] : [])]);
    case 'outside':
      return only(both && enlarge !== true, enlarge === false ? [] : ['upscale()']);
    default:
      throw noWords(`fit=${fit}`);
  }
}

function only(holds: boolean, filters: string[]): string[] {
  if (holds) return filters;
  throw noWords('fit');
}

function gravityPart(gravity: Point | string | undefined): string[] {
  if (gravity === undefined) return [];
  if (gravity === 'attention') return ['smart'];
  const { x, y } = typeof gravity === 'string' ? { x: -1, y: -1 } : gravity;
  const horizontal = ['left', 'center', 'right'][x * 2];
  const vertical = ['top', 'middle', 'bottom'][y * 2];
  if (horizontal === undefined || vertical === undefined) throw noWords('gravity');
  return [horizontal, vertical];
}

function filtersOf(module: string, config: Config): string[] {
  const writers = Object.hasOwn(filterWriters, module) ? filterWriters[module] : undefined;
  return Object.entries(config).map(([option, value]) => {
    const text = writers?.[option]?.(value);
    if (text === undefined) throw noWords(option);
    return text;
  });
}

type Write = (value: unknown) => string | undefined;

const filterWriters: Readonly<Record<string, Readonly<Record<string, Write>>>> = {
  encode: {
    quality: (value) => (value === 'auto' ? undefined : `quality(${value})`),
    format: (value) => (['jpg', 'png', 'webp', 'avif', 'gif'].includes(String(value)) ? `format(${value})` : undefined),
    'max-bytes': (value) => `max_bytes(${value})`,
    anim: () => 'cover()',
  },
  blur: { blur: (value) => `blur(${value})` },
  grayscale: { grayscale: (value) => (value === 1 ? 'grayscale()' : undefined) },
  modulate: { saturation: (value) => `saturation(${value})`, hue: (value) => `hue(${value})` },
  normalise: { normalise: (value) => (value === true ? 'equalize()' : undefined) },
  pixelate: { pixelate: (value) => `pixelate(${value})` },
  rotate: { rotate: (value) => `rotate(${Number((360 - Number(value)).toFixed(4))})` },
  background: { background: (value) => `background_color(${writeColour(value as Colour)})` },
  animation: { frame: (value) => `page(${value})`, frames: (value) => `max_frames(${value})` },
};

function noWords(segment: string) {
  return notSupported(segment, `thumbor has no words for ${segment}.`);
}
