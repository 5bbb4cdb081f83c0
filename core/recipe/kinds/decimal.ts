// Option kind: a number within bounds, with at most four digits behind the point.
import type { About, Option } from '../option.ts';
import { readDecimal, writeDecimal } from './decimal-text.ts';

export function decimal(min: number, max: number, about: About<number>): Option<number> {
  const check = (value: unknown): value is number => typeof value === 'number' && value >= min && value <= max;
  return {
    aliases: [],
    ...about,
    expected: `a number from ${min} to ${max}`,
    check,
    read(text) {
      const value = readDecimal(text);
      return check(value) ? value : undefined;
    },
    write: writeDecimal,
  };
}
