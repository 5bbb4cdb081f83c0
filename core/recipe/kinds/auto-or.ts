// Option kind: a number, or `auto`: what the client hints at. `auto;640` says what holds where it hints at nothing.
import type { About, Option } from '../option.ts';

export type Auto = 'auto' | `auto;${string}`;

const word = 'auto';

/** `autoOr` has what `kind` has besides. */
export function autoOr(kind: Option<number>): Option<number | Auto> {
  const { neutral, ...about }: About<number> & Option<number> = kind;
  const fallbackOf = (text: string) =>
    text.startsWith(`${word};`) ? kind.read(text.slice(word.length + 1)) : undefined;
  return {
    ...about,
    ...(neutral !== undefined && { neutral }),
    expected: `${kind.expected}, or auto, or auto; and such a number`,
    check: (value): value is number | Auto =>
      typeof value === 'string' ? value === word || fallbackOf(value) !== undefined : kind.check(value),
    read(text) {
      if (text === word) return word;
      const fallback = fallbackOf(text);
      return fallback === undefined ? kind.read(text) : `${word};${kind.write(fallback)}`;
    },
    write: (value) => (typeof value === 'string' ? value : kind.write(value)),
  };
}

/** The number that holds without a hint; undefined where that is none. */
export function unhinted(value: number | Auto | undefined): number | undefined {
  if (typeof value !== 'string') return value;
  return value === word ? undefined : Number(value.slice(word.length + 1));
}

export function isAuto(value: unknown): value is Auto {
  return typeof value === 'string' && value.startsWith(word);
}
