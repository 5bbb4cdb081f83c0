// Option kind: an aspect ratio, `width:height`.
import type { Size } from '../../image/geometry.ts';
import type { About, Option } from '../option.ts';
import { readDecimal, writeDecimal } from './decimal-text.ts';

const most = 10_000;

export function ratio(about: About<Size>): Option<Size> {
  return {
    aliases: [],
    ...about,
    expected: 'a ratio like 16:9',
    check: isRatio,
    read(text) {
      const [width, height, ...more] = text.split(':', 3).map(readDecimal);
      const value = { width, height };
      return more.length === 0 && isRatio(value) ? value : undefined;
    },
    write: ({ width, height }) => `${writeDecimal(width)}:${writeDecimal(height)}`,
  };
}

function isRatio(value: unknown): value is Size {
  if (typeof value !== 'object' || value === null) return false;
  const { width, height } = value as Partial<Size>;
  // Four digits behind the point are all that is written.
  return [width, height].every((side) => typeof side === 'number' && side >= 0.0001 && side <= most);
}
