// Option kind: one rectangle or several, joined by ":".
import type { About, Option } from '../option.ts';
import { isRectangle, type Rectangle, readRectangle, writeRectangle } from './rectangle.ts';

const most = 32;

export function areas(about: About<readonly Rectangle[]>): Option<readonly Rectangle[]> {
  const check = (value: unknown): value is readonly Rectangle[] =>
    Array.isArray(value) && value.length >= 1 && value.length <= most && value.every(isRectangle);
  return {
    aliases: [],
    ...about,
    expected: `left;top;width;height in whole pixels or in fractions from 0 to 1, up to ${most} of them joined by ":"`,
    check,
    read(text) {
      const value = text.split(':', most + 1).map(readRectangle);
      return check(value) ? value : undefined;
    },
    write: (value) => value.map(writeRectangle).join(':'),
  };
}
