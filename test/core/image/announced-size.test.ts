import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { announcedSize } from '../../../core/image/announced-size.ts';
import type { Ext } from '../../../core/image/format.ts';

const picture = (alpha = false): Sharp =>
  sharp({ create: { width: 321, height: 123, channels: alpha ? 4 : 3, background: '#48c' } });

const cases: readonly [string, Ext, () => Promise<Uint8Array>, { progressive?: boolean; animated?: boolean }][] = [
  ['a baseline JPEG', 'jpg', () => picture().jpeg().toBuffer(), {}],
  ['a progressive JPEG', 'jpg', () => picture().jpeg({ progressive: true }).toBuffer(), { progressive: true }],
  ['a JPEG with EXIF in front', 'jpg', () => picture().withMetadata({ orientation: 6 }).jpeg().toBuffer(), {}],
  ['a PNG', 'png', () => picture().png().toBuffer(), {}],
  ['an interlaced PNG', 'png', () => picture().png({ progressive: true }).toBuffer(), { progressive: true }],
  ['a lossy WebP', 'webp', () => picture().webp().toBuffer(), {}],
  ['a lossless WebP', 'webp', () => picture().webp({ lossless: true }).toBuffer(), {}],
  ['a lossy WebP with alpha', 'webp', () => picture(true).webp().toBuffer(), {}],
  ['a GIF', 'gif', () => picture().gif().toBuffer(), { animated: true }],
];

describe('the size that is read from first bytes', () => {
  test.each(cases)(
    'of %s is what its decoder finds',
    async (_, ext, make, { progressive = false, animated = false }) => {
      const bytes = await make();
      expect(announcedSize(ext, bytes.subarray(0, 4096))).toEqual({ width: 321, height: 123, progressive, animated });
    },
  );

  test('of an animated WebP says that there may be more frames', async () => {
    const frames = await sharp(Buffer.alloc(20 * 40 * 3, 99), {
      raw: { width: 20, height: 40, channels: 3, pageHeight: 10 },
    })
      .webp({ loop: 0, delay: [50, 50, 50, 50] })
      .toBuffer();
    expect(announcedSize('webp', frames)).toMatchObject({ width: 20, height: 10 });
  });

  test('is not known where the bytes end before it', async () => {
    const bytes = await picture().jpeg().toBuffer();
    expect(announcedSize('jpg', bytes.subarray(0, 30))).toBeUndefined();
    expect(announcedSize('png', new Uint8Array(10))).toBeUndefined();
    expect(announcedSize('avif', bytes)).toBeUndefined();
  });

  test('is read from any bytes without failing or running on', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Ext>('jpg', 'png', 'webp', 'gif'),
        fc.uint8Array({ maxLength: 300 }),
        (ext, bytes) => {
          if (ext === 'jpg') bytes.set([0xff, 0xd8].slice(0, bytes.length));
          const found = announcedSize(ext, bytes);
          expect(found === undefined || found.width >= 0).toBe(true);
        },
      ),
    );
  });
});
