// Option kind: one word of a fixed list.
import type { About, Option } from '../option.ts';

/** `synonyms` are read as the word they stand for and never written. */
export function choice<const T extends string>(
  words: readonly T[],
  about: About<T>,
  synonyms: ReadonlyMap<string, T> = new Map(),
): Option<T> {
  const check = (value: unknown): value is T => words.includes(value as T);
  return {
    aliases: [],
    ...about,
    expected: `one of ${[...words, ...synonyms.keys()].join(', ')}`,
    check,
    read(text) {
      const word = synonyms.get(text) ?? text;
      return check(word) ? word : undefined;
    },
    write: String,
  };
}
