import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { isJpegWhole } from '../../../core/image/encoded/jpeg.ts';
import { encodedShape } from '../../../core/image/encoded-shape.ts';
import type { Ext } from '../../../core/image/format.ts';
import { drawAnimation, drawPicture, drawPixels } from '../../support/pictures.ts';

const exts = ['jpg', 'png', 'webp', 'gif', 'avif'] as const;

describe('the shape in a container', () => {
  it.each(exts)('is what was written: %s', async (ext) => {
    const side = fc.integer({ min: 1, max: 90 });
    await fc.assert(
      fc.asyncProperty(side, side, fc.boolean(), async (width, height, alpha) => {
        const bytes = await drawPicture(ext, { width, height, alpha });
        // A GIF's is all or nothing: of a few pixels none may be clear.
        const hasAlpha = ext === 'gif' ? (await sharp(bytes).metadata()).hasAlpha : alpha && ext !== 'jpg';
        const shape = { ext, width, height, orientation: 1, animated: false, progressive: false, frames: 1 };
        expect(encodedShape(ext, bytes)).toEqual({ ...shape, alpha: hasAlpha });
      }),
      { numRuns: ext === 'avif' ? 5 : 15 },
    );
  });

  it.each(['jpg', 'png', 'webp'] as const)('tells how the picture lies: %s', async (ext) => {
    for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const bytes = await drawPicture(ext, { width: 9, height: 5, orientation });
      expect(encodedShape(ext, bytes)).toMatchObject({ width: 9, height: 5, orientation });
    }
  });

  it.each(['gif', 'webp'] as const)('counts frames: %s', async (ext) => {
    for (const count of [1, 2, 5]) {
      const bytes = await drawAnimation(ext, { width: 8, height: 6 }, Array(count).fill(50));
      expect(encodedShape(ext, bytes)).toMatchObject({ width: 8, height: 6, frames: count, animated: count > 1 });
    }
  });

  it('tells what comes row by row from what has to be held whole', async () => {
    const image = sharp(drawPixels({ width: 40, height: 30 }), { raw: { width: 40, height: 30, channels: 3 } });
    for (const progressive of [false, true]) {
      expect(encodedShape('jpg', await image.clone().jpeg({ progressive }).toBuffer())).toMatchObject({ progressive });
      expect(encodedShape('png', await image.clone().png({ progressive }).toBuffer())).toMatchObject({ progressive });
    }
  });

  it('is never more than a guess at bytes that are none, and never an error', () => {
    const heads: Record<(typeof exts)[number], number[]> = {
      jpg: [0xff, 0xd8, 0xff],
      png: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
      webp: [...Buffer.from('RIFF\0\0\0\0WEBPVP8X')],
      gif: [...Buffer.from('GIF89a')],
      avif: [...Buffer.from('\0\0\0\x10ftypavif\0\0\0\0\0\0\0\x40meta')],
    };
    fc.assert(
      fc.property(fc.constantFrom(...exts), fc.uint8Array({ maxLength: 400 }), (ext, tail) => {
        const shape = encodedShape(ext, Uint8Array.from([...heads[ext], ...tail]));
        if (shape !== undefined) expect(shape.width * shape.height).toBeGreaterThan(0);
      }),
    );
    for (const ext of ['svg', 'tiff'] satisfies Ext[]) expect(encodedShape(ext, new Uint8Array(64))).toBeUndefined();
  });
});

it('a JPEG is whole that ends where its last scan does, and not before', async () => {
  const image = sharp(drawPixels({ width: 90, height: 70 }), { raw: { width: 90, height: 70, channels: 3 } });
  for (const progressive of [false, true]) {
    const bytes = await image.clone().jpeg({ progressive }).toBuffer();
    expect(isJpegWhole(bytes)).toBe(true);
    for (let length = 0; length < bytes.length; length += 7) expect(isJpegWhole(bytes.subarray(0, length))).toBe(false);
  }
});
