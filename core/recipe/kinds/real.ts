// Option kind of dialects: a number in full precision. Their geometry is in floating point, and the fifth digit counts.
import type { About, Option } from '../option.ts';

export function real(min: number, max: number, about: About<number>): Option<number> {
  const check = (value: unknown): value is number => typeof value === 'number' && value >= min && value <= max;
  return {
    aliases: [],
    ...about,
    expected: `a number from ${min} to ${max}`,
    check,
    read(text) {
      const value = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
      return check(value) ? value : undefined;
    },
    // Not "-0", which would be another text for the same number.
    write: (value) => String(value + 0),
  };
}
