// Image engines: effects, on every kind of source. What is expected comes from each effect's definition, applied to
// the pixels that the engine gives without it.
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { EncodeOp, Ext, PixelOp } from '../../../core/index.ts';
import { meanDifference, pixelAt, type Seen, see } from '../../support/colours.ts';
import { type Effect, effects } from '../../support/effect-oracle.ts';
import { drawPicture } from '../../support/pictures.ts';
import { kindsOfSources, small } from './kinds-of-sources.ts';
import { type EngineUnderTest, renderedBy, task } from './tasks.ts';

const lumaRow = [0.2126, 0.7152, 0.0722] as const;

// An effect, and how far its result may be from its definition on average: rounding, and a library's own precision.
const cases: readonly (readonly [op: Extract<PixelOp, { op: keyof typeof effects }>, tolerance: number])[] = [
  [{ op: 'matrix', rows: [lumaRow, lumaRow, lumaRow] }, 0.6],
  [
    {
      op: 'matrix',
      rows: [
        [0.393, 0.769, 0.189],
        [0.349, 0.686, 0.168],
        [0.272, 0.534, 0.131],
      ],
    },
    0.6,
  ],
  [{ op: 'linear', factors: [-1, -1, -1], offsets: [255, 255, 255] }, 0.01],
  [{ op: 'linear', factors: [0.5, -0.3, 0.2], offsets: [10, 200, 77] }, 0.6],
  [{ op: 'tint', r: 160, g: 120, b: 80 }, 1.5],
  [{ op: 'modulate', brightness: 1, saturation: 0.6, hue: 120 }, 1.5],
  [{ op: 'normalise', lower: 1, upper: 99 }, 0.6],
  [{ op: 'pixelate', side: 5 }, 0.6],
  [{ op: 'median', side: 3 }, 1],
  [{ op: 'median', side: 9 }, 1],
];

export function effectsContract({ engine }: EngineUnderTest): void {
  const lossless: EncodeOp = { op: 'encode', ext: 'webp', lossless: true };
  const seen = async (ext: Ext, bytes: Uint8Array, ops: readonly PixelOp[]) =>
    see((await engine().render(task(ext, bytes, ops, { encode: lossless }))).bytes);

  describe('effects do what their definitions say', () => {
    it.each(kindsOfSources)('of %s', async (_, ext, draw) => {
      const bytes = await draw();
      const source = await seen(ext, bytes, []);
      const moved = await Promise.all(
        cases.map(async ([op, tolerance]) => {
          const label = JSON.stringify(op);
          const expected = { ...source, rgba: (effects[op.op] as Effect<PixelOp>)(source, op) };
          const result = await seen(ext, bytes, [op]);
          const { width, height, frames } = source;
          expect(result, label).toMatchObject({ width, height, frames });
          expect(meanDifference(result, expected), label).toBeLessThan(tolerance);
          return meanDifference(source, expected);
        }),
      );
      // A definition that changes nothing would have tested nothing; two of them cannot change a grey picture.
      expect(moved.filter((difference) => difference > 0.3).length).toBeGreaterThanOrEqual(cases.length - 2);
    });
  });

  it.each([
    { width: 1, height: 1 },
    { width: 5, height: 2 },
  ])('effects do the same in a picture that is smaller than what they look at: $width × $height', async (size) => {
    const bytes = await drawPicture('png', size);
    const source = await seen('png', bytes, []);
    for (const [op] of cases) {
      const result = await seen('png', bytes, [op]);
      const expected = { ...source, rgba: (effects[op.op] as Effect<PixelOp>)(source, op) };
      expect(result, JSON.stringify(op)).toMatchObject({ ...size, frames: 1 });
      if (op.op === 'median') expect(meanDifference(result, expected), JSON.stringify(op)).toBeLessThan(1);
    }
  });

  describe('effects', () => {
    const rendered = renderedBy(engine);

    it('of an animation are the same for all frames where they depend on what is seen', async () => {
      const { width, height } = small;
      const frames = [60, 120].map((value) => Buffer.alloc(width * height * 3, value));
      const bytes = await sharp(Buffer.concat(frames), {
        raw: { width, height: height * 2, channels: 3, pageHeight: height },
      })
        .webp({ lossless: true, delay: [50, 50] })
        .toBuffer();
      const result = await seen('webp', bytes, [{ op: 'normalise', lower: 1, upper: 99 }]);
      expect([pixelAt(result, 0, 0), pixelAt(result, 0, height)]).toEqual([
        [0, 0, 0, 255],
        [255, 255, 255, 255],
      ]);
    });

    it('sharpen lightness by the amount, and only what differs by more than the threshold', async () => {
      // Two edges: of 8 and of about 60 units of lightness.
      const row = Array.from({ length: 60 }, (_, x) => (x < 20 ? 100 : x < 40 ? 121 : 245));
      const pixels = Buffer.from(row.flatMap((value) => [value, value, value]));
      const bytes = await sharp(Buffer.concat(Array.from({ length: 20 }, () => pixels)), {
        raw: { width: 60, height: 20, channels: 3 },
      })
        .png()
        .toBuffer();
      const edges = ({ rgba, width }: Seen) => {
        const at = (x: number) => rgba[(10 * width + x) * 4] as number;
        return { weak: at(20) - at(19), strong: at(40) - at(39) };
      };
      const sharpened = async (amount: number, threshold: number) =>
        edges(await rendered(bytes, [{ op: 'unsharp', amount, sigma: 1, threshold }]));
      const plain = edges(await rendered(bytes, []));
      const gentle = await sharpened(0.2, 0);
      const strong = await sharpened(0.4, 0);
      expect(gentle.weak).toBeGreaterThan(plain.weak);
      expect(strong.weak - plain.weak).toBeGreaterThanOrEqual(1.6 * (gentle.weak - plain.weak) - 1);
      const choosy = await sharpened(1, 10);
      expect(choosy.weak).toBe(plain.weak);
      expect(choosy.strong).toBeGreaterThan(plain.strong);
    });
  });
}
