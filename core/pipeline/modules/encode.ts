// Module: the output format and how well it is encoded. Acts in the last stage only.
// Defaults are those that cost the least CPU for their bytes; the dear ones (mozjpeg, high effort) have to be asked for.
import type { PixelOp } from '../../engine/op.ts';
import type { EncodeOp } from '../../engine/ops/encode.ts';
import { white } from '../../image/colour.ts';
import { formats, type OutputExt, writableExt } from '../../image/format.ts';
import type { Size } from '../../image/geometry.ts';
import { badOption } from '../../recipe/bad-option.ts';
import { choice } from '../../recipe/kinds/choice.ts';
import { flag } from '../../recipe/kinds/flag.ts';
import { integer } from '../../recipe/kinds/integer.ts';
import { orWord } from '../../recipe/kinds/or-word.ts';
import type { ConfigOf, Option } from '../../recipe/option.ts';
import type { Recipe } from '../../recipe/recipe.ts';
import type { Module } from '../module.ts';

/** Options that count for one format only, whichever that comes to be. */
function perFormat<const T extends string>(...formats: readonly T[]) {
  const rows = formats.map((format) => [
    `${format}.quality`,
    integer(1, 100, { summary: `quality, where the result is ${format}; useful beside f=auto.` }),
  ]);
  return Object.fromEntries(rows) as Record<`${T}.quality`, Option<number>>;
}

const options = {
  format: choice(
    ['auto', 'jpg', 'png', 'webp', 'avif', 'gif', 'json', 'blurhash', 'thumbhash', 'palette'],
    {
      aliases: ['f'],
      summary:
        "auto takes the best that the client's Accept names. Without it, the original's own format (png or jpg where that cannot be written). json answers the result's and the original's size, blurhash and thumbhash a placeholder as text, palette its commonest colours as JSON.",
    },
    new Map([['jpeg', 'jpg']]),
  ),
  quality: orWord('auto', integer(1, 100, { summary: '' }), {
    aliases: ['q'],
    summary:
      'For jpg and webp (default 80) and avif (default 50). auto takes the least that looks like the picture before it was encoded (a score of 75 like SSIMULACRA2), at several times the CPU.',
  }),
  ...perFormat('jpg', 'webp', 'avif'),
  'max-bytes': integer(100, 100_000_000, {
    summary:
      'The result has at most so many bytes: quality (or colours, in png and gif) is lowered until it fits, at several times the CPU. Refused where nothing fits.',
  }),
  colors: integer(2, 256, {
    summary:
      'How many colours png and gif are cut down to (the next of 2, 4, 16 and 256 in png, the next power of two in gif), and the most that palette tells (default 6).',
  }),
  lossless: flag({ summary: 'Keeps every pixel, in webp and avif.', neutral: false }),
  effort: integer(0, 9, {
    summary:
      'CPU spent on fewer bytes, in webp (default 2, highest 6), avif (default 0), gif (default 3) and png (default 6).',
  }),
  chroma: choice(['420', '444'], {
    summary:
      'Colour for every four pixels (420) or for each (444), in jpg (default 420 below quality 90) and avif (default 420). 444 suits red text and drawings.',
  }),
  progressive: flag({ summary: 'A first sight before all bytes are there, in jpg and png.', neutral: false }),
  mozjpeg: flag({ summary: 'About 10 % fewer bytes for about 8 times the CPU, in jpg.', neutral: false }),
  anim: flag({ summary: 'false keeps only the first frame of an animation.', neutral: true }),
};

export type EncodeConfig = ConfigOf<typeof options>;

export const encode: Module<typeof options> = {
  name: 'encode',
  rank: 1200,
  summary: 'Writes the result.',
  options,
  plan(input, config) {
    // What `auto` means is settled per request, before planning: core/policy/negotiation.ts.
    const { format = 'auto' } = config;
    const ext = format === 'auto' ? writableExt(input) : format;
    refuseLongSides(input, ext);
    refuseContradiction(config);
    const loses = input.alpha && !formats[ext].alpha;
    const ops: PixelOp[] = loses ? [{ op: 'flatten', background: white }] : [];
    return { output: { ...input, alpha: input.alpha && !loses }, ops, encode: codecs[ext](config) };
  },
};

/** What the last stage says about encoding; no other stage may. */
export function encodeConfigOf(recipe: Recipe): EncodeConfig {
  return recipe.stages.at(-1)?.encode ?? {};
}

// Only what a format knows is said, so that an option that means nothing to it makes no second result.
const codecs: Readonly<Record<OutputExt, (config: EncodeConfig) => EncodeOp>> = {
  jpg: ({ 'jpg.quality': own = 80, quality = own, progressive = false, mozjpeg = false, ...config }) => ({
    op: 'encode',
    ext: 'jpg',
    quality,
    progressive,
    mozjpeg,
    ...subsampled(config),
    ...bounded(config),
  }),
  png: ({ progressive = false, effort = 6, colors, ...config }) => ({
    op: 'encode',
    ext: 'png',
    progressive,
    effort,
    ...(colors && { colors }),
    ...bounded(config),
  }),
  webp: ({ 'webp.quality': own = 80, quality = own, lossless = false, effort = 2, ...config }) => ({
    op: 'encode',
    ext: 'webp',
    ...(lossless ? { lossless } : { quality }),
    effort: Math.min(effort, 6),
    ...bounded(config),
  }),
  avif: ({ 'avif.quality': own = 50, quality = own, lossless = false, effort = 0, ...config }) => ({
    op: 'encode',
    ext: 'avif',
    ...(lossless ? { lossless } : { quality, ...subsampled(config) }),
    effort,
    ...bounded(config),
  }),
  gif: ({ effort = 3, colors, ...config }) => ({
    op: 'encode',
    ext: 'gif',
    effort,
    ...(colors && { colors }),
    ...bounded(config),
  }),
  json: () => ({ op: 'encode', ext: 'json' }),
  blurhash: () => ({ op: 'encode', ext: 'blurhash' }),
  thumbhash: () => ({ op: 'encode', ext: 'thumbhash' }),
  palette: ({ colors = 6 }) => ({ op: 'encode', ext: 'palette', colors }),
};

function subsampled({ chroma }: EncodeConfig): Pick<EncodeOp, 'chroma'> {
  return chroma === undefined ? {} : { chroma: chroma === '444' ? '4:4:4' : '4:2:0' };
}

function bounded({ 'max-bytes': maxBytes }: EncodeConfig): { readonly maxBytes?: number } {
  return maxBytes === undefined ? {} : { maxBytes };
}

function refuseContradiction({ lossless = false, 'max-bytes': maxBytes }: EncodeConfig): void {
  if (lossless && maxBytes !== undefined) throw badOption('max-bytes', 'no lossless beside it', String(maxBytes));
}

function refuseLongSides({ width, height }: Size, ext: OutputExt): void {
  const { maxSide } = formats[ext];
  const expected = `at most ${maxSide} pixels in ${ext}`;
  if (width > maxSide) throw badOption('width', expected, String(width));
  if (height > maxSide) throw badOption('height', expected, String(height));
}
