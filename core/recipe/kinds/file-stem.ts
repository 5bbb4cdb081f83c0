// Option kind: the name of a file, without its ending. It ends up in a header and on somebody's disk: no separators of
// paths, no controls, nothing that turns the order of letters around.
import type { About, Option } from '../option.ts';
import { readQuoted, writeQuoted } from './quoted-text.ts';

const maxCharacters = 100;

export function fileStem(about: About<string>): Option<string> {
  const check = (value: unknown): value is string =>
    typeof value === 'string' &&
    value.length <= 2 * maxCharacters &&
    [...value].length <= maxCharacters &&
    value.isWellFormed() &&
    !/[/\\:*?"<>|\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(value) &&
    // A name of dots is a folder, and a leading one hides the file.
    /^[^.\s]/u.test(value);
  return {
    aliases: [],
    ...about,
    expected: `a file name of 1 to ${maxCharacters} characters without its ending, as it is or as b64: and base64url`,
    check,
    read(text) {
      const stem = readQuoted(text)?.normalize('NFC');
      return check(stem) ? stem : undefined;
    },
    write: (stem) => writeQuoted(stem.normalize('NFC')),
  };
}
