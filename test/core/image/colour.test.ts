import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { colourNames } from '../../../core/image/colour-names.ts';
import { readColour, writeColour } from '../../../core/image/read-colour.ts';

describe('a colour', () => {
  it.each([
    ['white', { r: 255, g: 255, b: 255, alpha: 1 }],
    ['RebeccaPurple', { r: 102, g: 51, b: 153, alpha: 1 }],
    ['transparent', { r: 0, g: 0, b: 0, alpha: 0 }],
    ['fc0', { r: 255, g: 204, b: 0, alpha: 1 }],
    ['#FC0', { r: 255, g: 204, b: 0, alpha: 1 }],
    ['fc08', { r: 255, g: 204, b: 0, alpha: 136 / 255 }],
    ['01020304', { r: 1, g: 2, b: 3, alpha: 4 / 255 }],
  ])('%s is read', (text, colour) => {
    expect(readColour(text)).toEqual(colour);
  });

  it.each(['', '#', 'ab', 'abcde', 'abcdefg', '##fff', 'fffffffff', 'no colour', 'constructor'])(
    '%j is none',
    (text) => {
      expect(readColour(text)).toBeUndefined();
    },
  );

  it('has each of the 148 names of CSS', () => {
    expect(colourNames.size).toBe(148);
    for (const [name, hex] of colourNames) expect(writeColour(readColour(name) as never)).toBe(hex);
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), ([r = 0, g = 0, b = 0, a = 0]) => {
        const colour = { r, g, b, alpha: a / 255 };
        expect(readColour(writeColour(colour))).toEqual(colour);
      }),
    );
  });
});
