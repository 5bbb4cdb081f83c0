// What a runtime is good for beside the contract: a photo of 12 megapixels, stored, read back, and made small.
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { drawPicture } from '../support/pictures.ts';
import type { startServed } from './served-target.ts';
import { clientOf } from './target/target.ts';

/** `fences`: what the server has to say of its render processes. */
export function largePhoto(start: typeof startServed, fences: RegExp): void {
  it('12 megapixels are stored, come back byte for byte, and become WebP and AVIF, behind fences', async ({
    onTestFinished,
  }) => {
    const running = await start({ IMG_TOKEN: 'a-token-for-large-photos' });
    onTestFinished(async () => void (await running.stop()));
    expect(running.printed().err).toMatch(fences);
    const client = clientOf(running);
    const photo = await drawPicture('jpg', { width: 4000, height: 3000 });
    expect((await client.put('large.jpg', photo)).status).toBe(201);
    expect(Buffer.compare((await client.ask('/original/large.jpg')).bytes, photo)).toBe(0);
    for (const [f, format] of [
      ['webp', 'webp'],
      ['avif', 'heif'],
    ]) {
      const { status, bytes } = await client.ask(`/img/w=800,f=${f}/large.jpg`);
      expect(status).toBe(200);
      expect(await sharp(bytes).metadata()).toMatchObject({ format, width: 800, height: 600 });
    }
  });
}
