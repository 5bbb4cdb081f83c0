// From what an option says of lengths and rectangles to whole pixels of a picture.
import { portion, proportion, type Size } from '../image/geometry.ts';
import { type Auto, unhinted } from '../recipe/kinds/auto-or.ts';
import type { Four } from '../recipe/kinds/four.ts';
import { isFractional, type Rectangle } from '../recipe/kinds/rectangle.ts';
import type { Stage } from '../recipe/recipe.ts';

/** Device pixels for each pixel that a stage speaks of. */
export function dprOf(stage: Stage): number {
  return unhinted(stage.resize?.dpr as number | Auto | undefined) ?? 1;
}

/** Fractions are of `whole`, pixels become device pixels. */
export function lengthInPixels(length: number, whole: number, dpr: number): number {
  if (length === 0) return 0;
  return length < 1 ? portion(whole, length) : proportion(length, Math.round(dpr * 10_000), 10_000);
}

export interface Sides {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

export function sidesInPixels([top, right, bottom, left]: Four, { width, height }: Size, dpr: number): Sides {
  return {
    top: lengthInPixels(top, height, dpr),
    right: lengthInPixels(right, width, dpr),
    bottom: lengthInPixels(bottom, height, dpr),
    left: lengthInPixels(left, width, dpr),
  };
}

/** The whole pixels that a rectangle touches, cut off at the picture's edges: undefined where none is left. */
export function touchedPixels(asked: Rectangle, size: Size): Rectangle | undefined {
  return within(asked, size, Math.floor, Math.ceil);
}

/** The same to the nearest pixel, and never less than one. */
export function nearestPixels(asked: Rectangle, size: Size): Rectangle | undefined {
  return within(asked, size, Math.round, Math.round);
}

type Rounding = (number: number) => number;

function within(asked: Rectangle, { width, height }: Size, begin: Rounding, end: Rounding): Rectangle | undefined {
  const isPart = isFractional(asked);
  const [left, right] = edges(asked.left, asked.width, width, isPart, begin, end);
  const [top, bottom] = edges(asked.top, asked.height, height, isPart, begin, end);
  return right <= left || bottom <= top ? undefined : { left, top, width: right - left, height: bottom - top };
}

function edges(
  from: number,
  length: number,
  whole: number,
  isPart: boolean,
  begin: Rounding,
  end: Rounding,
): readonly [number, number] {
  if (!isPart) return [from, Math.min(from + length, whole)];
  // In ten-thousandths, where four digits behind the point are whole numbers.
  const at = (fraction: number) => (Math.round(fraction * 10_000) * whole) / 10_000;
  const first = Math.min(begin(at(from)), from < 1 ? whole - 1 : whole);
  return [first, Math.min(Math.max(end(at(from + length)), first + 1), whole)];
}
