import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRange } from '../../../core/dispatcher/range.ts';

describe('the Range field', () => {
  test.each([
    ['bytes=0-0', { start: 0, end: 1 }],
    ['bytes=0-99', { start: 0, end: 100 }],
    ['bytes=99-', { start: 99, end: 100 }],
    ['bytes=10-1000000000000000000000', { start: 10, end: 100 }],
    ['bytes=-1', { start: 99, end: 100 }],
    ['bytes=-1000', { start: 0, end: 100 }],
    ['BYTES=5-6', { start: 5, end: 7 }],
  ])('%s of 100 bytes is one part', (field, part) => {
    expect(readRange(field, 100)).toEqual(part);
  });

  test.each(['bytes=100-', 'bytes=100-200', 'bytes=99999999999999999999-', 'bytes=-0'])(
    '%s of 100 bytes cannot be satisfied',
    (field) => {
      expect(readRange(field, 100)).toBe('unsatisfiable');
    },
  );

  test.each([
    null,
    '',
    'bytes',
    'bytes=',
    'bytes=-',
    'bytes=5-4',
    'bytes=a-b',
    'lines=0-1',
    'bytes=0-1,5-6',
    'bytes=0-,0-,0-',
  ])('%j is answered with the whole', (field) => {
    expect(readRange(field, 100)).toBe('whole');
  });

  test('whatever comes, a part lies within the image and is not empty', () => {
    const field = fc.oneof(
      fc.string(),
      fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `bytes=${a}-${b}`),
    );
    fc.assert(
      fc.property(field, fc.integer({ min: 1, max: 1000 }), (text, length) => {
        const range = readRange(text, length);
        if (typeof range === 'string') return;
        expect(range.start).toBeGreaterThanOrEqual(0);
        expect(range.end).toBeGreaterThan(range.start);
        expect(range.end).toBeLessThanOrEqual(length);
      }),
    );
  });
});
