// What codecs take, as memory.ts counts it, beside what their memories have grown to inside workerd.
import sharp from 'sharp';
import { expect, it } from 'vitest';
import {
  budgetBytes,
  decodingBytes,
  encodingBytes,
  mostSourcePixels,
} from '../../../../adapters/engines/wasm/memory.ts';
import { type EncodeOp, encodedShape, type PixelOp } from '../../../../core/index.ts';
import { noise } from '../../../support/bytes.ts';
import { drawPicture, sourceOf } from '../../../support/pictures.ts';
import { remoteEngine } from '../../../support/remote-engine.ts';

const size = { width: 1600, height: 1200 };
const pixels = size.width * size.height;
const least = 17_000_000;
const photo = sharp(noise(500 * 375 * 3), { raw: { width: 500, height: 375, channels: 3 } }).resize(size);
const sources = [
  ['a JPEG', 'jpg', () => photo.clone().jpeg()],
  ['a progressive JPEG', 'jpg', () => photo.clone().jpeg({ progressive: true, chromaSubsampling: '4:4:4' })],
  ['a PNG', 'png', () => photo.clone().png({ compressionLevel: 1 })],
  ['a WebP without loss', 'webp', () => photo.clone().webp({ lossless: true, effort: 0 })],
] as const;

export function memoryCases(url: string): void {
  let memories: readonly number[] = [];
  const engine = remoteEngine(url, {}, (heard) => {
    memories = heard as typeof memories;
  });
  it.each(sources)('decoding %s takes what is counted for it', async (_, ext, make) => {
    const bytes = await make().toBuffer();
    const shape = encodedShape(ext, bytes);
    if (shape === undefined) throw new Error('Expected a shape.');
    const before = memories;
    await (await engine).probe(sourceOf(ext, bytes));
    const grown = Math.max(...memories.filter((byteLength, place) => byteLength !== before[place]));
    const counted = decodingBytes(shape, bytes) - bytes.length - 4 * pixels;
    expect(grown).toBeLessThanOrEqual(Math.max(least, 1.15 * counted));
    expect(counted).toBeLessThan(1.3 * grown);
  });

  it.each([
    { op: 'encode', ext: 'jpg', quality: 95 },
    { op: 'encode', ext: 'webp', quality: 80 },
    { op: 'encode', ext: 'webp', lossless: true },
    { op: 'encode', ext: 'png' },
  ] satisfies EncodeOp[])('encoding takes no more than is counted for it: %o', async (encode) => {
    const result = { width: 1200, height: 900 };
    const source = sourceOf('jpg', await drawPicture('jpg', { width: 600, height: 450 }));
    const ops: PixelOp[] = [{ op: 'resize', ...result }];
    const before = memories;
    await (await engine).render({ source, frames: 'all', ops, encode });
    const grown = Math.max(0, ...memories.filter((byteLength, place) => byteLength !== before[place]));
    expect(grown).toBeLessThanOrEqual(encodingBytes(encode, result.width * result.height));
  });

  it('has room for what telephones take', async () => {
    const [width, height] = [4032, 3024];
    const shape = { ...{ ext: 'jpg' as const, width, height, orientation: 1 as const, frames: 1 }, animated: false };
    const bytes = new Uint8Array(4_000_000);
    expect(mostSourcePixels({ ...shape, alpha: false, progressive: false }, bytes)).toBeGreaterThan(width * height);
    expect(budgetBytes).toBeLessThan(128 * 1024 ** 2);
  });
}
