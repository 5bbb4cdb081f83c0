// Option kind: true or false.
import type { About, Option } from '../option.ts';

export function flag(about: About<boolean>): Option<boolean> {
  return {
    aliases: [],
    ...about,
    expected: 'true or false',
    check: (value) => typeof value === 'boolean',
    read: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
    write: String,
  };
}
