// The grammar of image names. A name is data and never a path; what could pass for one is refused all the same,
// because names end up in URLs, logs, exports and other people's tools.
import { Failure } from '../failure.ts';
import { quotable } from './quotable.ts';

const maxBytes = 512;
const encoder = new TextEncoder();

type Rule = readonly [expected: string, holds: (name: string) => boolean];

// The cheap bound comes first, so that no other rule sees more than it has to (a UTF-16 unit is at least one byte).
const rules: readonly Rule[] = [
  [`1 to ${maxBytes} bytes of UTF-8`, (name) => name.length <= maxBytes && isWithin(encoder.encode(name).length)],
  ['well-formed Unicode', (name) => name.isWellFormed()],
  ['Unicode in normalisation form C', (name) => name.normalize('NFC') === name],
  ['no control, format or line separator characters', (name) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)],
  // A "%" that is left after decoding is the mark of a name that was encoded twice.
  ['no backslash and no "%"', (name) => !/[\\%]/.test(name)],
  ['no empty, "." or ".." segment', (name) => !name.split('/').some((part) => ['', '.', '..'].includes(part))],
];

function isWithin(bytes: number): boolean {
  return bytes >= 1 && bytes <= maxBytes;
}

export function isName(text: string): boolean {
  return rules.every(([, holds]) => holds(text));
}

/** Answers the name as it came. Throws Failure `bad-name` where it does not keep the grammar. */
export function checkName(name: string): string {
  const broken = rules.find(([, holds]) => !holds(name));
  if (broken === undefined) return name;
  const [expected] = broken;
  const received = quotable(name);
  throw new Failure('bad-name', `Expected a name with ${expected} but received "${received}".`, {
    subject: 'name',
    expected,
    received,
  });
}
