// Option kind: a colour.
import type { Colour } from '../../image/colour.ts';
import { readColour, writeColour } from '../../image/read-colour.ts';
import type { About, Option } from '../option.ts';

export function colour(about: About<Colour>): Option<Colour> {
  return {
    aliases: [],
    ...about,
    expected: 'a CSS colour name, "transparent", or 3, 4, 6 or 8 hex digits',
    check: isColour,
    read: readColour,
    write: writeColour,
  };
}

function isColour(value: unknown): value is Colour {
  if (typeof value !== 'object' || value === null) return false;
  const { r, g, b, alpha } = value as Partial<Colour>;
  const isChannel = (channel: unknown) => Number.isInteger(channel) && Number(channel) >= 0 && Number(channel) <= 255;
  return [r, g, b].every(isChannel) && typeof alpha === 'number' && alpha >= 0 && alpha <= 1;
}
