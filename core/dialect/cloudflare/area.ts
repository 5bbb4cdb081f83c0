// Cloudflare's trim and border: one option of ours each, of which it has several forms.
import { border } from '../../pipeline/modules/border.ts';
import { trim } from '../../pipeline/modules/trim.ts';
import type { Four } from '../../recipe/kinds/four.ts';
import { isFractional, type Rectangle } from '../../recipe/kinds/rectangle.ts';
import { refused } from '../refused.ts';
import { type Said, take } from '../said.ts';

const sides = ['top', 'right', 'bottom', 'left'] as const;
const kept = ['width', 'height'] as const;

/** The names of these forms. */
export const areaNames: ReadonlySet<string> = new Set([
  'trim',
  ...[...sides, ...kept].map((name) => `trim.${name}`),
  ...[...sides, 'width'].map((name) => `border.${name}`),
]);

// Of a picture nobody has: as far as it goes.
const farthest = 999_999_999;

/** `area`: what the URL says under `areaNames`. Fails with `bad-option`. */
export function sayArea(said: Said, area: ReadonlyMap<string, string>): void {
  const number = (name: string): number | undefined => {
    const text = area.get(name);
    if (text === undefined) return undefined;
    if (/^\d{1,9}$/.test(text)) return Number(text);
    throw refused(`${name}=${text}`, `a number of pixels for ${name}`);
  };
  sayTrim(said, area, number);
  const all = number('border.width');
  const widths = sides.map((side) => number(`border.${side}`) ?? all);
  if (widths.some((width) => width !== undefined))
    said.set('border.border', checked(widths, border.options.border, 'border'));
}

type NumberOf = (name: string) => number | undefined;

function sayTrim(said: Said, area: ReadonlyMap<string, string>, number: NumberOf): void {
  const [top, right, bottom, left] = sides.map((side) => number(`trim.${side}`));
  const [width, height] = kept.map((side) => number(`trim.${side}`));
  const whole = area.get('trim');
  const given = [top, right, bottom, left, width, height].some((side) => side !== undefined);
  if (whole !== undefined) {
    const value = trim.options.trim.read(whole);
    if (given || value === undefined)
      throw refused(`trim=${whole}`, `${trim.options.trim.expected} for trim, and no other form beside it`);
    said.set('trim.trim', value);
    return;
  }
  if (width === undefined && height === undefined) {
    if (given) said.set('trim.trim', checked([top, right, bottom, left], trim.options.trim, 'trim'));
    return;
  }
  if ((right ?? bottom) !== undefined) throw refused('trim.width', 'left and top beside trim.width and trim.height');
  // A crop is in pixels of the original, a trim in those of CSS.
  const dpr = dprOf(said);
  const area4 = [left ?? 0, top ?? 0, width ?? farthest, height ?? farthest];
  const [x = 0, y = 0, w = 0, h = 0] = area4.map((side) => (side === farthest ? side : Math.round(side * dpr)));
  if (w === 0 || h === 0) throw refused('trim.width', 'a width and a height that are not 0');
  said.set('crop.crop', { left: x, top: y, width: w, height: h });
}

function checked(
  given: readonly (number | undefined)[],
  { check, expected }: { check(value: unknown): boolean; readonly expected: string },
  name: string,
): Four {
  const four = given.map((side) => side ?? 0);
  if (!check(four)) throw refused(`${name}=${four.join(';')}`, `${expected} for ${name}`);
  return four as unknown as Four;
}

/** What it can of crop, trim and border is taken out and written. */
export function writeArea(said: Said): [name: string, text: string][] {
  // A URL has one form of trim: a crop or what is taken off, not both.
  const cut = writeCrop(said);
  return [...(cut.length > 0 ? cut : writeTrim(said)), ...writeBorder(said)];
}

function writeCrop(said: Said): [string, string][] {
  const crop = said.get('crop.crop') as Partial<Rectangle> | undefined;
  const dpr = dprOf(said);
  if (crop?.left === undefined || isFractional(crop as Rectangle)) return [];
  const { left = 0, top = 0, width = 0, height = 0 } = crop;
  const css = (side: number) => (side === farthest ? side : side / dpr);
  if (![left, top, width, height].every((side) => Number.isInteger(css(side)))) return [];
  said.delete('crop.crop');
  return Object.entries({ left, top, width, height }).map(([name, side]) => [`trim.${name}`, String(css(side))]);
}

function writeTrim(said: Said): [string, string][] {
  const value = said.get('trim.trim') as Four | 'border' | undefined;
  if (value === undefined) return [];
  said.delete('trim.trim');
  return [['trim', trim.options.trim.write(value)]];
}

function writeBorder(said: Said): [string, string][] {
  const widths = take(said, 'border.border') as Four | undefined;
  if (widths === undefined) return [];
  return sides.map((side, at) => [`border.${side}`, String(widths[at])]);
}

function dprOf(said: Said): number {
  return Number(said.get('resize.dpr') ?? 1);
}
