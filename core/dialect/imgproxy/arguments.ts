// Arguments of imgproxy options, read as Go reads them.

import type { Colour } from '../../image/colour.ts';
import type { PictureExt } from '../../image/format.ts';
import { readColour } from '../../image/read-colour.ts';
import { type Anchor, anchor, isAnchorType } from '../../recipe/kinds/anchor.ts';
import { notSupported, refused } from '../refused.ts';

/** Anything else than these is false there, and no error. */
export function flagOf(text: string): boolean {
  return ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text);
}

export function integerOf(text: string, segment: string, least = 0): number {
  const value = /^[+-]?\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least) return value;
  throw refused(segment, `an integer from ${least} instead of "${text}"`);
}

export function numberOf(text: string, segment: string, holds: (value: number) => boolean, expected: string): number {
  const value = /^[+-]?(\d{1,12}(\.\d{0,40})?|\.\d{1,40})(e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : Number.NaN;
  if (holds(value)) return value;
  throw refused(segment, `${expected} instead of "${text}"`);
}

export const isPositive = (value: number) => value > 0;
export const isNotNegative = (value: number) => value >= 0;

/** `type[:x:y]`; of `fp` all three, of `sm` only the first. */
export function anchorOf(
  [type = '', x = '', y = '', ...more]: readonly string[],
  segment: string,
  smart = true,
): Anchor {
  const known = isAnchorType(type) && (smart || type !== 'sm');
  const offsets = [x, y].map((text) => (text === '' ? 0 : numberOf(text, segment, Number.isFinite, 'an offset')));
  const value = { type, x: offsets[0], y: offsets[1] };
  const complete = type !== 'fp' || (x !== '' && y !== '');
  if (known && complete && more.length === 0 && anchor({ summary: '' }).check(value)) return value;
  throw refused(
    segment,
    `a gravity: ${smart ? 'sm, ' : ''}fp:x:y, or ce, no, so, ea, we, noea, nowe, soea, sowe with offsets`,
  );
}

/** Six or three hex digits, or three numbers. */
export function colourOf(parts: readonly string[], segment: string): Colour {
  const [first = ''] = parts;
  if (parts.length === 1 && /^([\da-f]{3}|[\da-f]{6})$/i.test(first)) return readColour(first) as Colour;
  const channels = parts.map((part) => integerOf(part, segment));
  const [r = 0, g = 0, b = 0] = channels;
  if (channels.length === 3 && channels.every((channel) => channel <= 255)) return { r, g, b, alpha: 1 };
  throw refused(segment, 'a colour: three or six hex digits, or R:G:B');
}

const written: Readonly<Record<string, PictureExt>> = {
  jpeg: 'jpg',
  jpg: 'jpg',
  png: 'png',
  webp: 'webp',
  gif: 'gif',
  avif: 'avif',
};
const unwritten = ['jxl', 'heic', 'bmp', 'ico', 'tiff', 'svg', 'pdf', 'mp4', 'best'];

/** Fails with `not-supported` for what imgproxy writes and we don't. */
export function formatOf(text: string, segment: string): PictureExt {
  const format = Object.hasOwn(written, text) ? written[text] : undefined;
  if (format !== undefined) return format;
  if (unwritten.includes(text)) throw notSupported(segment, `This server does not write ${text}.`);
  throw refused(segment, `a format: ${[...Object.keys(written), ...unwritten].join(', ')}`);
}

export function isUnwritten(text: string): boolean {
  return unwritten.includes(text);
}
