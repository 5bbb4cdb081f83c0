import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { behindPrefix, compareUtf8 } from '../../../core/database/utf8-order.ts';

const character = fc.oneof(
  fc.constantFrom('\0', 'a', 'z', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);
const text = fc.string({ unit: character, maxLength: 5 });
const encoder = new TextEncoder();

function compareBytes(a: string, b: string): number {
  return Buffer.compare(encoder.encode(a), encoder.encode(b));
}

describe('the order of UTF-8', () => {
  test('strings compare as their bytes do', () => {
    fc.assert(
      fc.property(text, text, (a, b) => Math.sign(compareUtf8(a, b)) === compareBytes(a, b)),
      { numRuns: 3000 },
    );
  });

  test('it is not the order of JavaScript', () => {
    expect('\uff5e' < '😀').toBe(false);
    expect(compareUtf8('\uff5e', '😀')).toBeLessThan(0);
  });

  test('what begins with a prefix lies between it and what is behind it, and nothing else does', () => {
    fc.assert(
      fc.property(text, text, (prefix, other) => {
        const end = behindPrefix(prefix);
        const isBetween = compareBytes(other, prefix) >= 0 && (end === undefined || compareBytes(other, end) < 0);
        expect(isBetween).toBe(other.startsWith(prefix));
        expect(end === undefined || compareBytes(prefix + other, end) < 0).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test('nothing is behind the empty prefix and behind the last character', () => {
    expect(behindPrefix('')).toBeUndefined();
    expect(behindPrefix('\u{10ffff}\u{10ffff}')).toBeUndefined();
    expect(behindPrefix('a\u{10ffff}')).toBe('b');
    expect(behindPrefix('\ud7ff')).toBe('\ue000');
  });
});
