// Option kind: the name of a stored image.
import { isName } from '../../image/name.ts';
import type { About, Option } from '../option.ts';
import { readQuoted, writeQuoted } from './quoted-text.ts';

export function imageName(about: About<string>): Option<string> {
  const check = (value: unknown): value is string => typeof value === 'string' && isName(value);
  return {
    aliases: [],
    ...about,
    expected: 'the name of a stored image with %2F for "/", or b64: and base64url of it',
    check,
    read(text) {
      const name = readQuoted(text);
      return check(name) ? name : undefined;
    },
    write: writeQuoted,
  };
}
