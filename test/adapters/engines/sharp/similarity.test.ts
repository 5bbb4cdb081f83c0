// The score that q=auto goes by.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scalesOf, score } from '../../../../adapters/engines/sharp/similarity.ts';
import { drawPixels } from '../../../support/pictures.ts';

const width = 64;
const height = 48;
const drawing = drawPixels({ width, height });
const scales = (data: Uint8Array) => scalesOf({ data, width, height, channels: 3 });

/** Every pixel moved by up to `most`, up and down in turn. */
function disturbed(most: number, seed: number): Uint8Array {
  return drawing.map((value, index) => {
    const by = Math.round((most * (((index * 7919 + seed) % 101) / 50 - 1)) as number);
    return Math.max(0, Math.min(255, value + by));
  });
}

it('is highest for equal pictures, the same both ways, and falls as pixels move away', () => {
  const own = scales(drawing);
  expect(score(own, own)).toBe(96);
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 40 }), fc.nat(1000), (most, seed) => {
      const near = scales(disturbed(most, seed));
      const far = scales(disturbed(most * 2, seed));
      expect(score(own, near)).toBeCloseTo(score(near, own), 9);
      expect(score(own, near)).toBeLessThan(96);
      expect(score(own, far)).toBeLessThan(score(own, near));
    }),
    { numRuns: 50 },
  );
});
