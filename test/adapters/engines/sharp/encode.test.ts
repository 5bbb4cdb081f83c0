// The choices this driver makes for each format it writes.
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { createSharpEngine } from '../../../../adapters/engines/sharp/sharp-engine.ts';
import { defaultLimits, type EncodeOp, type OutputExt } from '../../../../core/index.ts';
import { meanDifference, see } from '../../../support/colours.ts';
import { drawPicture, sourceOf } from '../../../support/pictures.ts';

const engine = createSharpEngine({ limits: defaultLimits, inputs: ['png', 'jpg', 'webp', 'gif', 'avif'] });

async function encoded(bytes: Uint8Array, ext: OutputExt, options: Partial<EncodeOp> = {}): Promise<Uint8Array> {
  const encode: EncodeOp = { op: 'encode', ext, ...options };
  return (await engine.render({ source: sourceOf('png', bytes), frames: 'all', ops: [], encode })).bytes;
}

const picture = await drawPicture('png', { width: 200, height: 150 });
const clear = await drawPicture('png', { width: 60, height: 40, alpha: true });

it('JPEG halves chroma below quality 90 and keeps it from there', async () => {
  const chroma = async (quality: number) =>
    (await sharp(await encoded(picture, 'jpg', { quality })).metadata()).chromaSubsampling;
  expect([await chroma(80), await chroma(89), await chroma(90)]).toEqual(['4:2:0', '4:2:0', '4:4:4']);
});

it('AVIF is 4:2:0 at every quality, unless it is lossless', async () => {
  // av1C, AV1 in ISOBMFF 2.3.3: the third byte holds chroma_subsampling_x and _y.
  const halved = async (options: Partial<EncodeOp>) => {
    const bytes = Buffer.from(await encoded(picture, 'avif', options));
    return (bytes.readUInt8(bytes.indexOf('av1C') + 6) >> 2) & 3;
  };
  expect([await halved({ quality: 40 }), await halved({ quality: 95 })]).toEqual([3, 3]);
  expect(await halved({ lossless: true })).toBe(0);
});

it('progressive, mozjpeg and effort do what they say', async () => {
  expect((await sharp(await encoded(picture, 'jpg', { progressive: true })).metadata()).isProgressive).toBe(true);
  expect((await sharp(await encoded(picture, 'jpg')).metadata()).isProgressive).toBe(false);
  expect((await sharp(await encoded(picture, 'png', { progressive: true })).metadata()).isProgressive).toBe(true);
  const length = async (ext: OutputExt, options: Partial<EncodeOp>) => (await encoded(picture, ext, options)).length;
  expect(await length('jpg', { mozjpeg: true })).toBeLessThan(await length('jpg', {}));
  expect(await length('png', { effort: 9 })).toBeLessThan(await length('png', { effort: 0 }));
  expect(await length('webp', { effort: 6 })).toBeLessThan(await length('webp', { effort: 0 }));
  for (const effort of [0, 9]) expect(await length('gif', { effort })).toBeGreaterThan(0);
});

it.each(['webp', 'png'] as const)(
  'lossless means that no pixel changes, not even a half-clear one: %s',
  async (ext) => {
    for (const bytes of [picture, clear]) {
      const result = await encoded(bytes, ext, { lossless: true });
      expect(meanDifference(await see(result), await see(bytes))).toBe(0);
    }
  },
);

it('a webp effort that fails on a large noisy picture is raised once', async () => {
  const side = 4000;
  const noise = Buffer.alloc(side * side * 3);
  for (let at = 0, x = 1; at < noise.length; at += 4) {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0;
    noise.writeUInt32LE((x ^ (x >>> 13)) >>> 0, at);
  }
  const raw = { width: side, height: side, channels: 3 } as const;
  const unaided = sharp(noise, { raw }).webp({ quality: 100, effort: 0 }).toBuffer();
  expect(
    await unaided.then(
      ({ length }) => length,
      (error) => error.message,
    ),
  ).toContain('unable to encode');
  const bytes = await sharp(noise, { raw }).png({ compressionLevel: 0 }).toBuffer();
  expect((await encoded(bytes, 'webp', { quality: 100, effort: 0 })).length).toBeGreaterThan(1_000_000);
});
