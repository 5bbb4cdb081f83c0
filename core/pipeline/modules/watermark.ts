// Module: a stored image or a line of text on the picture.
import type { ImageMark, OverlayOp, TextMark } from '../../engine/ops/overlay.ts';
import { Failure } from '../../failure.ts';
import { white } from '../../image/colour.ts';
import { inside, portion, proportion, type Size } from '../../image/geometry.ts';
import type { ImageRecord } from '../../image/image-meta.ts';
import { quotable } from '../../image/quotable.ts';
import { badOption } from '../../recipe/bad-option.ts';
import { colour } from '../../recipe/kinds/colour.ts';
import { decimal } from '../../recipe/kinds/decimal.ts';
import { flag } from '../../recipe/kinds/flag.ts';
import { type Point, point } from '../../recipe/kinds/gravity.ts';
import { imageName } from '../../recipe/kinds/image-name.ts';
import { integer } from '../../recipe/kinds/integer.ts';
import { lineOfText } from '../../recipe/kinds/line-of-text.ts';
import type { ConfigOf } from '../../recipe/option.ts';
import { dprOf, lengthInPixels } from '../in-pixels.ts';
import type { ImageOf, Module } from '../module.ts';

const bottomRight: Point = { x: 1, y: 1 };

const options = {
  watermark: imageName({
    aliases: ['wm'],
    summary: 'Lays this stored image (its first frame) over the picture, in its own size where it fits inside.',
  }),
  text: lineOfText(200, {
    summary:
      'Lays this line over the picture, smaller where it does not fit. Nearly all scripts and emoji; what no font here has becomes a box.',
  }),
  'wm.gravity': point({ summary: 'Where watermark or text lies; bottom-right without it.', neutral: bottomRight }),
  'wm.x': integer(0, 65_535, {
    summary: 'Pixels (times dpr) from the edge inwards, from the middle to the right; the gap where it is tiled.',
    neutral: 0,
  }),
  'wm.y': integer(0, 65_535, { summary: 'The same from the top, the bottom, or the middle down.', neutral: 0 }),
  'wm.scale': decimal(0.01, 1, { summary: "Its width as a share of the picture's, which may enlarge it." }),
  'wm.opacity': decimal(0, 1, { summary: '0 cannot be seen, 1 is as it is.', neutral: 1 }),
  'wm.rotate': integer(0, 359, { summary: 'Degrees clockwise, around its own middle.', neutral: 0 }),
  'wm.tile': flag({ summary: 'Repeats it over the whole picture.', neutral: false }),
  'text.size': integer(4, 2000, {
    summary: "Of the text, in pixels (times dpr); a twentieth of the picture's height without it.",
  }),
  'text.color': colour({ summary: 'Of the text.', neutral: white }),
};

type WatermarkConfig = ConfigOf<typeof options>;

/** Pixels of an image that may be laid over others: it is decoded anew for each result. */
const maxMarkPixels = 16_777_216;

export const watermark: Module<typeof options> = {
  name: 'watermark',
  rank: 1115,
  summary: 'Lays an image or a text over the picture.',
  options,
  images: ({ watermark: name }) => (name === undefined ? [] : [name]),
  plan(input, config, stage, imageOf) {
    refuseContradictions(config);
    const { watermark: name, text } = config;
    const found = name === undefined ? undefined : requireImage(name, imageOf);
    const opacity = opacityOf(config);
    if ((name === undefined && text === undefined) || opacity === 0) return { output: input, ops: [] };
    const dpr = dprOf(stage);
    const mark = found ? imageMark(input, found, config) : textMark(input, config, dpr);
    const op: OverlayOp = { op: 'overlay', mark, opacity, ...placing(input, config, dpr) };
    const images = found && name !== undefined ? { images: [{ name, version: found.version, shape: found }] } : {};
    return { output: input, ops: [op], ...images };
  },
};

function refuseContradictions(config: WatermarkConfig): void {
  const { watermark: name, text, ...how } = config;
  if (name !== undefined && text !== undefined) throw badOption('text', 'either watermark or text in a stage', text);
  const [first] = Object.keys(how);
  if (first !== undefined && name === undefined && text === undefined) {
    throw badOption(first, 'watermark or text beside it', 'neither');
  }
  const ofText = (['text.size', 'text.color'] as const).find((option) => config[option] !== undefined);
  if (ofText !== undefined && text === undefined) throw badOption(ofText, 'text beside it', 'watermark');
  if (how['text.size'] !== undefined && how['wm.scale'] !== undefined) {
    throw badOption('text.size', 'either text.size or wm.scale', 'both');
  }
}

function requireImage(name: string, imageOf: ImageOf): ImageRecord {
  const found = imageOf(name);
  if (found === undefined) {
    throw new Failure('not-found', `There is no image named "${quotable(name)}" to be laid over.`, {
      subject: 'watermark',
    });
  }
  if (found.width * found.height <= maxMarkPixels) return found;
  throw badOption('watermark', `an image of at most ${maxMarkPixels} pixels`, `${found.width}x${found.height}`);
}

function imageMark(picture: Size, { version, ...shape }: ImageRecord, config: WatermarkConfig): ImageMark {
  const { width, height, orientation } = shape;
  const upright = orientation >= 5 ? { width: height, height: width } : { width, height };
  const scale = config['wm.scale'];
  const box = scale === undefined ? picture : { ...picture, width: Math.max(1, portion(picture.width, scale)) };
  const fits = upright.width <= box.width && upright.height <= box.height;
  return { image: version, ...(scale === undefined && fits ? upright : inside(upright, box)) };
}

function textMark({ width, height }: Size, config: WatermarkConfig, dpr: number): TextMark {
  const { r, g, b } = config['text.color'] ?? white;
  const { text = '', 'wm.scale': scale, 'text.size': size } = config;
  if (scale !== undefined) return { text, width: Math.max(1, portion(width, scale)), height, r, g, b };
  const pixels = size === undefined ? Math.max(8, proportion(height, 1, 20)) : lengthInPixels(size, width, dpr);
  return { text, size: pixels, width, height, r, g, b };
}

// A colour that can be seen through is one that is less opaque.
function opacityOf(config: WatermarkConfig): number {
  const { 'wm.opacity': opacity = 1, 'text.color': { alpha } = white } = config;
  return Number((alpha * opacity).toFixed(4));
}

function placing(picture: Size, config: WatermarkConfig, dpr: number): Pick<OverlayOp, 'degrees' | 'place' | 'tile'> {
  const { 'wm.gravity': of = bottomRight, 'wm.rotate': degrees = 0, 'wm.tile': tiled = false } = config;
  const across = lengthInPixels(config['wm.x'] ?? 0, picture.width, dpr);
  const down = lengthInPixels(config['wm.y'] ?? 0, picture.height, dpr);
  const x = onAxis(picture.width, of.x, tiled ? 0 : across);
  const y = onAxis(picture.height, of.y, tiled ? 0 : down);
  return { degrees, place: { x, y, of }, ...(tiled ? { tile: { across, down } } : {}) };
}

// Inwards from the nearer edge; from the middle, to the right and down.
function onAxis(side: number, fraction: number, offset: number): number {
  return Math.round(side * fraction) + (fraction > 0.5 ? -offset : offset);
}
