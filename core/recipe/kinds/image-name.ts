// Option kind: the name of a stored image.
import { isName } from '../../image/name.ts';
import type { About, Option } from '../option.ts';
import { readQuoted, writeQuoted } from './quoted-text.ts';

export function imageName(about: About<string>): Option<string> {
  const check = (value: unknown): value is string => typeof value === 'string' && isName(value);
  return {
    aliases: [],
    ...about,
    expected: 'the name of a stored image, as it is or as b64: and base64url',
    check,
    read(text) {
      const name = readQuoted(text);
      return check(name) ? name : undefined;
    },
    write: writeQuoted,
  };
}
