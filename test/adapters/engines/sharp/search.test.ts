// Searching for an encoding, with a judge and an encoder whose answers are known.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Written } from '../../../../adapters/engines/sharp/pixels.ts';
import { largestThatFits, leastQuality } from '../../../../adapters/engines/sharp/search.ts';

const jpg = { op: 'encode', ext: 'jpg' } as const;

it('the least quality that is accepted is found to within two, and the highest where none is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 110 }), async (threshold) => {
      let judged = 0;
      const { quality = 0 } = await leastQuality(jpg, async (op) => {
        judged += 1;
        return (op.quality as number) >= threshold;
      });
      expect(quality).toBeLessThanOrEqual(Math.max(30 + 1, Math.min(95, threshold + 1)));
      expect(quality).toBeGreaterThanOrEqual(Math.max(30, Math.min(95, threshold)));
      expect(judged).toBeLessThanOrEqual(7);
    }),
  );
});

it('the highest quality whose bytes fit is found, with as many attempts as halving takes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 100 }), fc.integer({ min: 1, max: 100 }), async (asked, fitting) => {
      let attempts = 0;
      const written = await largestThatFits({ ...jpg, quality: asked }, fitting * 10, async ({ quality = 0 }) => {
        attempts += 1;
        return { data: new Uint8Array(quality * 10), info: {} as Written['info'] };
      });
      expect(written.data.byteLength).toBe(Math.min(asked, fitting) * 10);
      expect(attempts).toBeLessThanOrEqual(8);
    }),
  );
});
