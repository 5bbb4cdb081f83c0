// Option kind: what another kind reads, or one word in its place.
import type { About, Option } from '../option.ts';

export function orWord<T, const Word extends string>(
  word: Word,
  kind: Option<T>,
  { neutral, ...about }: About<T | Word>,
): Option<T | Word> {
  return {
    ...kind,
    ...about,
    ...(neutral === undefined ? {} : { neutral }),
    expected: `${kind.expected}, or ${word}`,
    check: (value): value is T | Word => value === word || kind.check(value),
    read: (text) => (text === word ? word : kind.read(text)),
    write: (value) => (value === word ? word : kind.write(value as T)),
  };
}
