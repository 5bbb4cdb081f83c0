// Image engines: encodings that are searched for.
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { EncodeOp } from '../../../core/index.ts';
import { see } from '../../support/colours.ts';
import { drawAnimation, drawPixels, sourceOf } from '../../support/pictures.ts';
import { type EngineUnderTest, task } from './tasks.ts';

const [width, height] = [160, 120];

/** A drawing, and the same with detail that no codec can guess. */
async function drawn(noise: number): Promise<Uint8Array> {
  const pixels = drawPixels({ width, height });
  let state = 1;
  const noisy = pixels.map((value) => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.max(0, Math.min(255, value + ((state % 201) / 100 - 1) * noise));
  });
  return sharp(noisy, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

export function searchContract({ engine }: EngineUnderTest): void {
  const encoded = async (bytes: Uint8Array, encode: Omit<EncodeOp, 'op'>) =>
    (await engine().render(task('png', bytes, [], { encode: { op: 'encode', ...encode } }))).bytes;

  describe('a bound on bytes', () => {
    it.each(['jpg', 'webp', 'avif'] as const)('gives the highest quality that fits: %s', async (ext) => {
      const bytes = await drawn(40);
      const sizes: number[] = [];
      for (const quality of [20, 40, 60]) sizes.push((await encoded(bytes, { ext, quality })).length);
      const maxBytes = sizes[1] as number;
      const found = await encoded(bytes, { ext, quality: 60, maxBytes });
      expect(found.length).toBeLessThanOrEqual(maxBytes);
      expect(found.length).toBeGreaterThan(sizes[0] as number);
      expect(await encoded(bytes, { ext, quality: 60, maxBytes: sizes[2] as number })).toHaveLength(sizes[2] as number);
    });

    it.each(['png', 'gif'] as const)('takes colours away where there is no quality: %s', async (ext) => {
      const bytes = await drawn(20);
      const all = await encoded(bytes, { ext });
      const found = await encoded(bytes, { ext, maxBytes: Math.floor(all.length / 2) });
      expect(found.length).toBeLessThanOrEqual(all.length / 2);
      expect(await see(found)).toMatchObject({ width, height });
    });

    it('keeps all frames of an animation', async () => {
      const frames = await drawAnimation('webp', { width: 60, height: 50 }, [40, 50, 60]);
      const renderFrames = async (more: Partial<EncodeOp>) => {
        const encode: EncodeOp = { op: 'encode', ext: 'webp', quality: 90, ...more };
        return (await engine().render({ source: sourceOf('webp', frames), frames: 'all', ops: [], encode })).bytes;
      };
      const maxBytes = Math.floor((await renderFrames({})).length * 0.6);
      const found = await renderFrames({ maxBytes });
      expect(found.length).toBeLessThanOrEqual(maxBytes);
      expect(await sharp(found).metadata()).toMatchObject({ pages: 3, delay: [40, 50, 60] });
    });

    it('is refused where not even the least fits', async () => {
      const bytes = await drawn(60);
      const failure = { code: 'over-limit', detail: { subject: 'max-bytes', limit: 200 } };
      await expect(encoded(bytes, { ext: 'jpg', quality: 80, maxBytes: 200 })).rejects.toMatchObject(failure);
    });
  });

  describe('quality auto', () => {
    it.each(['jpg', 'webp', 'avif'] as const)('spends on detail and saves where there is none: %s', async (ext) => {
      const [smooth, busy] = [await drawn(0), await drawn(30)];
      const usual = ext === 'avif' ? 50 : 80;
      const share = async (bytes: Uint8Array) =>
        (await encoded(bytes, { ext, quality: 'auto' })).length /
        (await encoded(bytes, { ext, quality: usual })).length;
      expect(await share(busy)).not.toBeCloseTo(await share(smooth), 2);
    });

    it('fits into a bound on bytes as well', async () => {
      const bytes = await drawn(30);
      const free = await encoded(bytes, { ext: 'jpg', quality: 'auto' });
      const found = await encoded(bytes, { ext: 'jpg', quality: 'auto', maxBytes: free.length - 200 });
      expect(found.length).toBeLessThanOrEqual(free.length - 200);
    });

    it('takes a usual quality for a picture too small to be judged', async () => {
      const dot = await sharp(drawPixels({ width: 9, height: 7 }), { raw: { width: 9, height: 7, channels: 3 } })
        .png()
        .toBuffer();
      const found = await encoded(dot, { ext: 'webp', quality: 'auto' });
      expect(found).toEqual(await encoded(dot, { ext: 'webp', quality: 80 }));
    });
  });
}
