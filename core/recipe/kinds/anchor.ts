// Option kind of dialects: where a box lies in another, with offsets, as imgproxy says it: `type:x:y`.
import type { About, Option } from '../option.ts';
import { real } from './real.ts';

const types = ['ce', 'no', 'so', 'ea', 'we', 'noea', 'nowe', 'soea', 'sowe', 'sm', 'fp'] as const;
export type AnchorType = (typeof types)[number];

/** Offsets are inwards from the side; of `fp`, x and y are the point as fractions. `sm` is found by the engine. */
export interface Anchor {
  readonly type: AnchorType;
  readonly x: number;
  readonly y: number;
}

export const centred: Anchor = { type: 'ce', x: 0, y: 0 };

const offset = real(-65_535, 65_535, { summary: '' });

export function isAnchorType(text: string): text is AnchorType {
  return (types as readonly string[]).includes(text);
}

export function anchor(about: About<Anchor>): Option<Anchor> {
  const check = (value: unknown): value is Anchor => {
    const { type, x, y } = (value ?? {}) as Partial<Anchor>;
    if (!isAnchorType(String(type)) || !offset.check(x) || !offset.check(y)) return false;
    if (type === 'sm') return x === 0 && y === 0;
    return type !== 'fp' || [x, y].every((fraction) => fraction >= 0 && fraction <= 1);
  };
  return {
    aliases: [],
    ...about,
    expected: `type:x:y with a type of ${types.join(', ')}`,
    check,
    read(text) {
      const [type = '', x = '', y = ''] = text.split(':');
      const value = { type, x: offset.read(x), y: offset.read(y) };
      return check(value) ? value : undefined;
    },
    write: ({ type, x, y }) => `${type}:${offset.write(x)}:${offset.write(y)}`,
  };
}
