// Filters of thumbor, of imagor, and of the subset that AWS's Serverless Image Handler has.
import { readColour } from '../../image/read-colour.ts';
import type { OptionAbout } from '../about.ts';
import type { Download } from '../asked.ts';
import { notSupported, refused } from '../refused.ts';
import type { StageWords } from '../stage-words.ts';
import { say } from '../stage-words.ts';
import type { ThumborFilter } from './path.ts';

export interface Filtered {
  readonly words: StageWords;
  readonly enlarge?: boolean;
  readonly stretch?: true;
  /** Of `fill`: room up to the box, instead of none. */
  readonly filled?: true;
  readonly proportion?: number;
  readonly expiresAt?: number;
  readonly original?: true;
  readonly download?: Download;
}

type Apply = (filter: ThumborFilter, so: Filtered) => Partial<Filtered>;

interface FilterRow extends OptionAbout {
  readonly apply: Apply;
}

const saying =
  (module: string, config: (filter: ThumborFilter) => Readonly<Record<string, unknown>>): Apply =>
  (filter, { words }) => ({ words: say(words, module, config(filter)) });

function numberAt({ args, text }: ThumborFilter, at: number, fallback?: number): number {
  const arg = args[at] ?? '';
  if (arg === '' && fallback !== undefined) return fallback;
  if (/^[+-]?(\d{1,12}(\.\d{0,12})?|\.\d{1,12})$/.test(arg)) return Number(arg);
  throw refused(text, `a number as argument ${at + 1}`);
}

function colourAt({ args, text }: ThumborFilter): Readonly<Record<string, unknown>> {
  const background = readColour(args[0] ?? '');
  if (background !== undefined) return { background };
  if (args[0] === 'auto' || args[0] === 'blur') throw notSupported(text, 'This server fills with a colour.');
  throw refused(text, 'a colour');
}

const formats: Readonly<Record<string, string>> = {
  jpeg: 'jpg',
  jpg: 'jpg',
  png: 'png',
  webp: 'webp',
  avif: 'avif',
  gif: 'gif',
};

function formatAt({ args: [name = ''], text }: ThumborFilter): string {
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (format !== undefined) return format;
  if (['heif', 'heic', 'tiff', 'jxl', 'jp2', 'bmp'].includes(name))
    throw notSupported(text, `This server does not write ${name}.`);
  throw refused(text, `a format: ${Object.keys(formats).join(', ')}`);
}

// Here the radius is what CSS calls one: twice the sigma. What comes as a sigma is rounded to halves.
const blurOf = (sigma: number) => Math.min(250, Math.max(1, Math.round(sigma * 2)));
const factorOf = (percent: number) => Number(Math.max(0, 1 + percent / 100).toFixed(4));
const turned = (degrees: number) => ((degrees % 360) + 360) % 360;
const nothing: Apply = () => ({});

export const thumborFilters: readonly FilterRow[] = [
  { names: ['quality'], becomes: 'quality', apply: saying('encode', (f) => ({ quality: numberAt(f, 0) })) },
  {
    names: ['format'],
    becomes: 'format; heif, tiff, jxl, jp2 are refused',
    apply: saying('encode', (f) => ({ format: formatAt(f) })),
  },
  { names: ['autojpg'], becomes: 'format jpg', apply: saying('encode', () => ({ format: 'jpg' })) },
  { names: ['max_bytes'], becomes: 'max-bytes', apply: saying('encode', (f) => ({ 'max-bytes': numberAt(f, 0) })) },
  {
    names: ['blur'],
    becomes: 'blur with the second argument as sigma, else half of the radius; in steps of half a pixel',
    apply: (f, { words }) => {
      const sigma = numberAt(f, 1, numberAt(f, 0) / 2);
      return sigma === 0 ? {} : { words: say(words, 'blur', { blur: blurOf(sigma) }) };
    },
  },
  {
    names: ['sharpen'],
    becomes: 'sharpen of sigma 1 + radius / 2; amount and luminance say nothing',
    apply: saying('sharpen', (f) => ({ sharpen: Math.min(10, 1 + numberAt(f, 1, 0) / 2) })),
  },
  { names: ['grayscale'], becomes: 'grayscale', apply: saying('grayscale', () => ({ grayscale: 1 })) },
  {
    names: ['brightness'],
    becomes: 'brightness: 1 and so many hundredths',
    apply: saying('modulate', (f) => ({ brightness: factorOf(numberAt(f, 0)) })),
  },
  {
    names: ['contrast'],
    becomes: 'contrast, likewise',
    apply: saying('contrast', (f) => ({ contrast: factorOf(numberAt(f, 0)) })),
  },
  {
    names: ['saturation'],
    becomes: 'saturation as a factor',
    apply: saying('modulate', (f) => ({ saturation: numberAt(f, 0) })),
  },
  { names: ['hue'], becomes: 'hue', apply: saying('modulate', (f) => ({ hue: turned(numberAt(f, 0)) })) },
  { names: ['equalize'], becomes: 'normalise', apply: saying('normalise', () => ({ normalise: true })) },
  { names: ['pixelate'], becomes: 'pixelate', apply: saying('pixelate', (f) => ({ pixelate: numberAt(f, 0) })) },
  {
    names: ['rotate'],
    becomes: 'rotate, counter-clockwise; without a number nothing, since every picture is turned upright',
    apply: (f, { words }) =>
      f.args.length === 0 ? {} : { words: say(words, 'rotate', { rotate: turned(-numberAt(f, 0)) }) },
  },
  { names: ['background_color'], becomes: 'background', apply: saying('background', colourAt) },
  {
    names: ['fill'],
    becomes: 'room up to the box in this colour; auto and blur are refused',
    apply: (f, { words }) => ({ words: say(words, 'background', colourAt(f)), filled: true }),
  },
  { names: ['upscale'], becomes: 'enlarging, beside fit-in', apply: () => ({ enlarge: true }) },
  { names: ['no_upscale'], becomes: 'no enlarging', apply: () => ({ enlarge: false }) },
  { names: ['stretch'], becomes: 'fit=squeeze', apply: () => ({ stretch: true }) },
  {
    names: ['proportion'],
    becomes: 'factor of the size, or of the picture',
    apply: (f) => ({ proportion: numberAt(f, 0) }),
  },
  {
    names: ['round_corner'],
    becomes: 'radius',
    apply: saying('mask', (f) => ({
      radius: Array(4).fill(numberAt({ ...f, args: [(f.args[0] ?? '').split('|')[0] ?? ''] }, 0)),
    })),
  },
  {
    names: ['focal'],
    becomes: 'gravity at the middle of a region in fractions; in pixels it is refused',
    apply: saying('resize', (f) => ({ gravity: focalOf(f) })),
  },
  {
    names: ['watermark'],
    becomes:
      'watermark, a stored image; whole pixels from the left and the top, negative ones from the right and the bottom, center, repeat; percentages are refused',
    apply: saying('watermark', watermarkOf),
  },
  { names: ['page'], becomes: 'frame', apply: saying('animation', (f) => ({ frame: numberAt(f, 0) })) },
  { names: ['max_frames'], becomes: 'frames', apply: saying('animation', (f) => ({ frames: numberAt(f, 0) })) },
  { names: ['cover', 'still'], becomes: 'anim=false', apply: saying('encode', () => ({ anim: false })) },
  {
    names: ['animated'],
    becomes: 'whether animations move',
    apply: saying('encode', (f) => ({ anim: f.args[0] !== 'false' })),
  },
  { names: ['strip_exif', 'strip_icc', 'strip_metadata'], becomes: 'nothing: neither goes along', apply: nothing },
  {
    names: ['expire'],
    becomes: 'the end of the URL, in milliseconds (imagor)',
    apply: (f) => ({ expiresAt: numberAt(f, 0) }),
  },
  { names: ['raw'], becomes: 'the stored bytes (imagor)', apply: () => ({ original: true }) },
  {
    names: ['attachment'],
    becomes: 'Content-Disposition: attachment (imagor)',
    apply: ({ args: [name = ''] }) => ({
      download: { attachment: true, ...(name !== '' && { stem: name.replace(/\.\w+$/, '') }) },
    }),
  },
];

/** Filters that are known and not to be had here. */
export const missingFilters: readonly OptionAbout[] = [
  { names: ['rgb'], why: 'channels are not changed one by one' },
  { names: ['convolution'], why: 'there is no module for it' },
  { names: ['noise', 'colorize', 'redeye', 'distributed_collage', 'curve'], why: 'there is no module for it' },
  {
    names: ['smart_crop', 'extract_focal', 'frame', 'gifv', 'text', 'label'],
    why: 'it works otherwise here: smart, focal(), text of native URLs',
  },
];

const byName = new Map(thumborFilters.flatMap((row) => row.names.map((name) => [name, row.apply] as const)));
const missing = new Set(missingFilters.flatMap(({ names }) => names));

/** Undefined for a filter that nobody knows. */
export function applyFilter(filter: ThumborFilter, so: Filtered): Filtered | undefined {
  if (missing.has(filter.name)) throw notSupported(filter.text, `This server has no filter ${filter.name}.`);
  const apply = byName.get(filter.name);
  return apply && { ...so, ...apply(filter, so) };
}

function focalOf({ args, text }: ThumborFilter) {
  const parts = (args[0] ?? '').split(/[x:]/).map(Number);
  const [left = 2, top = 2, right = left, bottom = top] = parts;
  if (![left, top, right, bottom].every((part) => part >= 0 && part <= 1)) {
    throw notSupported(text, 'This server has focal points in fractions of the picture.');
  }
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}

function watermarkOf(filter: ThumborFilter): Readonly<Record<string, unknown>> {
  const { args, text } = filter;
  const [name = '', x = '0', y = '0'] = args;
  const across = placeOf(x, text);
  const down = placeOf(y, text);
  const alpha = numberAt(filter, 3, 0);
  const ratio = args[4] ?? 'none';
  return {
    watermark: name.replace(/^\/+/, ''),
    'wm.gravity': { x: across.at, y: down.at },
    'wm.x': across.offset,
    'wm.y': down.offset,
    'wm.opacity': Number((1 - alpha / 100).toFixed(4)),
    ...(x === 'repeat' || y === 'repeat' ? { 'wm.tile': true } : {}),
    ...(ratio === 'none' || ratio === '' ? {} : { 'wm.scale': numberAt(filter, 4) / 100 }),
  };
}

function placeOf(text: string, segment: string): { at: number; offset: number } {
  if (text === 'center') return { at: 0.5, offset: 0 };
  if (text === 'repeat') return { at: 0, offset: 0 };
  if (/^-?\d{1,5}$/.test(text))
    return text.startsWith('-') ? { at: 1, offset: -Number(text) } : { at: 0, offset: Number(text) };
  throw notSupported(segment, 'This server has offsets of watermarks in whole pixels.');
}
