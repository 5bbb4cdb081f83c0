// Option kind: a rectangle in whole pixels, `left;top;width;height`.
import type { About, Option } from '../option.ts';

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export function rectangle(about: About<Rectangle>): Option<Rectangle> {
  return {
    aliases: [],
    ...about,
    expected: 'left;top;width;height in whole pixels, width and height at least 1',
    check: isRectangle,
    read(text) {
      const numbers = text.split(';', 5).map((part) => (/^\d{1,9}$/.test(part) ? Number(part) : undefined));
      const [left, top, width, height] = numbers;
      const value = { left, top, width, height };
      return numbers.length === 4 && isRectangle(value) ? value : undefined;
    },
    write: ({ left, top, width, height }) => `${left};${top};${width};${height}`,
  };
}

function isRectangle(value: unknown): value is Rectangle {
  if (typeof value !== 'object' || value === null) return false;
  const { left, top, width, height } = value as Partial<Rectangle>;
  const isSide = (side: unknown, least: number) =>
    Number.isInteger(side) && Number(side) >= least && Number(side) < 1_000_000_000;
  return isSide(left, 0) && isSide(top, 0) && isSide(width, 1) && isSide(height, 1);
}
