// Option kind: two opaque colours, `dark;light`.
import type { Colour } from '../../image/colour.ts';
import type { About, Option } from '../option.ts';
import { colour } from './colour.ts';

export interface ColourPair {
  readonly dark: Colour;
  readonly light: Colour;
}

export function colourPair(about: About<ColourPair>): Option<ColourPair> {
  const one = colour({ summary: '' });
  const isOpaque = (value: unknown): value is Colour => one.check(value) && value.alpha === 1;
  const isPair = (value: unknown): value is ColourPair => {
    const { dark, light } = (value ?? {}) as Partial<ColourPair>;
    return isOpaque(dark) && isOpaque(light);
  };
  return {
    aliases: [],
    ...about,
    expected: 'dark;light, each a CSS colour name, or 3 or 6 hex digits',
    check: isPair,
    read(text) {
      const colours = text.split(';', 3).map(one.read);
      const pair = { dark: colours[0], light: colours[1] };
      return colours.length === 2 && isPair(pair) ? pair : undefined;
    },
    write: ({ dark, light }) => `${one.write(dark)};${one.write(light)}`,
  };
}
