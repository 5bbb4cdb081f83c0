// Option kind: a number for each of four sides (top;right;bottom;left) or corners, or one for all of them.
import type { About, Option } from '../option.ts';
import { readDecimal, writeDecimal } from './decimal-text.ts';

/** Whole numbers are pixels; between 0 and 1 they are fractions of what they are measured at. */
export type Four = readonly [number, number, number, number];

const mostPixels = 65_535;

export function four(about: About<Four>, fractions = true): Option<Four> {
  const isSide = (side: unknown) =>
    typeof side === 'number' &&
    ((Number.isInteger(side) && side >= 0 && side <= mostPixels) || (fractions && side >= 0.0001 && side < 1));
  const check = (value: unknown): value is Four => Array.isArray(value) && value.length === 4 && value.every(isSide);
  return {
    aliases: [],
    ...about,
    expected: `whole pixels${fractions ? ' or a fraction below 1' : ''}, for all or as four joined by ";"`,
    check,
    read(text) {
      const numbers = text.split(';', 5).map(readDecimal);
      const value = numbers.length === 1 ? [0, 1, 2, 3].map(() => numbers[0]) : numbers;
      return check(value) ? value : undefined;
    },
    write(value) {
      const texts = value.map(writeDecimal);
      return new Set(texts).size === 1 ? (texts[0] as string) : texts.join(';');
    },
  };
}
