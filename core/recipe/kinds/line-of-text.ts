// Option kind: one line of text, to be seen and not to be interpreted.
import type { About, Option } from '../option.ts';
import { readQuoted, writeQuoted } from './quoted-text.ts';

export function lineOfText(maxCharacters: number, about: About<string>): Option<string> {
  const check = (value: unknown): value is string =>
    typeof value === 'string' &&
    // The cheap bound first: a character is at most two UTF-16 units.
    value.length <= 2 * maxCharacters &&
    [...value].length <= maxCharacters &&
    value.isWellFormed() &&
    !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value) &&
    // Something to be seen.
    /[^\p{Z}\p{Cf}]/u.test(value);
  return {
    aliases: [],
    ...about,
    expected: `1 to ${maxCharacters} characters on one line, or b64: and base64url of them (as a comma and ~ need it)`,
    check,
    read(text) {
      const line = readQuoted(text)?.normalize('NFC');
      return check(line) ? line : undefined;
    },
    write: (line) => writeQuoted(line.normalize('NFC')),
  };
}
