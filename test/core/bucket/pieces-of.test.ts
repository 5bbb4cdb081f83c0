// A stream cut into pieces: nothing is lost or doubled, whatever it comes in and wherever it breaks off.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { piecesOf } from '../../../core/index.ts';
import { noise } from '../../support/bytes.ts';

test('pieces have as many bytes as they may, the last one what is left, and together all that came', async () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 12 });
  const property = fc.asyncProperty(
    lengths,
    fc.integer({ min: 1, max: 50 }),
    fc.boolean(),
    async (cut, most, breaks) => {
      const chunks = cut.map((length, index) => noise(length, index));
      const error = new Error('broken');
      const come = async function* () {
        yield* chunks;
        if (breaks) throw error;
      };
      const pieces: Buffer[] = [];
      const reading = (async () => {
        for await (const piece of piecesOf(come(), most)) {
          pieces.push(Buffer.from(await new Response(piece).arrayBuffer()));
        }
      })();
      if (breaks) await expect(reading).rejects.toBe(error);
      else await reading;
      const whole = Buffer.concat(chunks);
      expect(Buffer.concat(pieces)).toEqual(whole);
      expect(pieces.map(({ length }) => length)).toEqual(
        Array.from({ length: Math.ceil(whole.length / most) }, (_, index) =>
          Math.min(most, whole.length - index * most),
        ),
      );
    },
  );
  await fc.assert(property, { numRuns: 200 });
});
