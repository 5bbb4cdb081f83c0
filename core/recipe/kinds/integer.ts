// Option kind: a whole number within bounds.
import type { About, Option } from '../option.ts';

export function integer(min: number, max: number, about: About<number>): Option<number> {
  const check = (value: unknown): value is number => Number.isInteger(value) && isWithin(Number(value));
  const isWithin = (value: number) => value >= min && value <= max;
  return {
    aliases: [],
    ...about,
    expected: `an integer from ${min} to ${max}`,
    check,
    read(text) {
      const value = /^\d{1,10}$/.test(text) ? Number(text) : undefined;
      return check(value) ? value : undefined;
    },
    write: String,
  };
}
