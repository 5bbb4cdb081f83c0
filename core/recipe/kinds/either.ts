// Option kind: one of two kinds. The second is tried where the first cannot read a value.
import type { About, Option } from '../option.ts';

export function either<A, B>(first: Option<A>, second: Option<B>, about: About<A | B>): Option<A | B> {
  return {
    aliases: [],
    ...about,
    expected: `${first.expected}; or ${second.expected}`,
    check: (value): value is A | B => first.check(value) || second.check(value),
    read: (text) => first.read(text) ?? second.read(text),
    write: (value) => (first.check(value) ? first.write(value) : second.write(value as B)),
  };
}
