import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkName } from '../../../core/image/name.ts';
import { failureFrom } from '../../support/failure-from.ts';

const good = [
  'a',
  'photo.jpg',
  'holiday/2026/photo.jpg',
  '.hidden',
  '...',
  'a..b/c.',
  ' leading and trailing ',
  'q?x=1#frag&a,b~c;d',
  '漢字/é/😀.png',
  'a'.repeat(512),
  'é'.repeat(256),
];

const bad: readonly (readonly [why: string, name: string])[] = [
  ['empty', ''],
  ['a leading slash', '/a'],
  ['a trailing slash', 'a/'],
  ['two slashes', 'a//b'],
  ['a slash alone', '/'],
  ['one dot', 'a/./b'],
  ['two dots', '../etc/passwd'],
  ['two dots at the end', 'a/..'],
  ['a backslash', 'a\\b'],
  ['NUL', 'a\0b'],
  ['a line feed', 'a\nb'],
  ['DEL', 'a\x7fb'],
  ['a C1 control', 'a\x85b'],
  ['right-to-left override', 'a\u202egpj.exe'],
  ['a zero-width joiner', 'a\u200db'],
  ['a byte order mark', '\ufeffa'],
  ['a soft hyphen', 'a\u00adb'],
  ['a line separator', 'a\u2028b'],
  ['a lone high surrogate', 'a\ud800'],
  ['a lone low surrogate', '\udc00a'],
  ['a decomposed letter', 'e\u0301'],
  ['a percent sign', 'a%2e'],
  ['513 bytes', 'a'.repeat(513)],
  ['514 bytes in 257 letters', 'é'.repeat(257)],
];

describe('a name', () => {
  it.each(good)('may be %j', (name) => {
    expect(checkName(name)).toBe(name);
  });

  it.each(bad)('with %s is refused in a sentence that shows nothing harmful', (_, name) => {
    const failure = failureFrom(() => checkName(name));
    expect(failure).toMatchObject({ code: 'bad-name', detail: { subject: 'name' } });
    expect(failure.message).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028]/u);
    expect(failure.detail.received?.length).toBeLessThanOrEqual(64);
  });

  it('is either answered as it came or refused, whatever it is made of', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('.', '/', 'a', '%', '\\', '\ud83d') }),
    );
    fc.assert(
      fc.property(text, (name) => {
        try {
          expect(checkName(name)).toBe(name);
        } catch (error) {
          expect(error).toMatchObject({ code: 'bad-name' });
          return;
        }
        expect(name.split('/').every((segment) => !['', '.', '..'].includes(segment))).toBe(true);
        expect(name).toBe(decodeURIComponent(encodeURIComponent(name)).normalize('NFC'));
      }),
    );
  });
});
