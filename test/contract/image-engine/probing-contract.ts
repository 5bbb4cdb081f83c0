// Image engines: what they find in a source, and what they refuse.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { thumbHashToApproximateAspectRatio, thumbHashToAverageRGBA } from 'thumbhash';
import { describe, expect, it } from 'vitest';
import type { Ext, PictureExt } from '../../../core/index.ts';
import { drawAnimation, drawPicture, drawPixels, sourceOf } from '../../support/pictures.ts';
import type { EngineUnderTest } from './tasks.ts';

export function probingContract({ engine, create, formats }: EngineUnderTest): void {
  describe('probing', () => {
    it.each(formats)('finds size, format and alpha: %s', async (ext) => {
      const opaque = await engine().probe(sourceOf(ext, await drawPicture(ext, { width: 37, height: 23 })));
      expect(opaque).toMatchObject({ ext, width: 37, height: 23, orientation: 1, frames: 1, animated: false });
      expect(opaque.alpha).toBe(false);
      const clear = await engine().probe(sourceOf(ext, await drawPicture(ext, { width: 9, height: 5, alpha: true })));
      expect(clear.alpha).toBe(ext !== 'jpg');
    });

    it('finds whether a picture comes row by row or has to be held whole', async () => {
      const image = sharp(drawPixels({ width: 40, height: 30 }), { raw: { width: 40, height: 30, channels: 3 } });
      for (const progressive of [false, true]) {
        for (const [ext, bytes] of [
          ['jpg', await image.clone().jpeg({ progressive }).toBuffer()],
          ['png', await image.clone().png({ progressive }).toBuffer()],
        ] as const) {
          expect(await engine().probe(sourceOf(ext, bytes)), ext).toMatchObject({ progressive });
        }
      }
    });

    it('finds size as encoded and the EXIF orientation, and makes the placeholder upright', async () => {
      for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8] as const) {
        const bytes = await drawPicture('jpg', { width: 60, height: 20, orientation });
        const probe = await engine().probe(sourceOf('jpg', bytes));
        expect(probe).toMatchObject({ width: 60, height: 20, orientation });
        const ratio = thumbHashToApproximateAspectRatio(Buffer.from(probe.thumbhash, 'base64'));
        expect(ratio > 1).toBe(orientation < 5);
      }
    });

    it('makes a placeholder of the colours of the picture', async () => {
      const orange = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#ff8000' } })
        .jpeg()
        .toBuffer();
      const { thumbhash } = await engine().probe(sourceOf('jpg', orange));
      const { r, g, b, a } = thumbHashToAverageRGBA(Buffer.from(thumbhash, 'base64'));
      expect([r, g, b, a].map((value) => Math.round(value * 10))).toEqual([10, 5, 0, 10]);
    });

    it.each(['gif', 'webp'] as const)('counts the frames of an animation: %s', async (ext) => {
      const bytes = await drawAnimation(ext, { width: 20, height: 30 }, [50, 60, 70]);
      expect(await engine().probe(sourceOf(ext, bytes))).toMatchObject({
        width: 20,
        height: 30,
        frames: 3,
        animated: true,
      });
    });

    it.each([...formats, 'animated gif', 'animated webp'])('refuses a picture that was cut short: %s', async (kind) => {
      const ext = kind.split(' ').at(-1) as PictureExt;
      const drawing = { width: 90, height: 70 };
      const whole = kind.startsWith('animated')
        ? await drawAnimation(ext as 'gif' | 'webp', drawing, [50, 50, 50, 50])
        : await drawPicture(ext, drawing);
      await engine().probe(sourceOf(ext, whole));
      for (const part of [0.3, 0.5, 0.7, 0.9]) {
        const cut = whole.subarray(0, Math.floor(whole.length * part));
        await expect(engine().probe(sourceOf(ext, cut)), `${part}`).rejects.toMatchObject({ code: 'corrupt-image' });
      }
    });

    it('refuses no bytes at all, text, another format, and a format that is switched off', async () => {
      const code = (ext: Ext, bytes: Uint8Array) =>
        engine()
          .probe(sourceOf(ext, bytes))
          .then(
            () => 'accepted',
            (error) => error.code,
          );
      const jpg = await drawPicture('jpg', { width: 8, height: 8 });
      expect(await code('jpg', new Uint8Array(0))).toBe('corrupt-image');
      expect(await code('png', Buffer.from('<!doctype html>'))).toBe('unsupported-type');
      expect(await code('png', jpg)).toBe('unsupported-type');
      expect(await code('tiff', await drawPicture('tiff', { width: 8, height: 8 }))).toBe('unsupported-type');
      const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
      expect(await code('svg', Buffer.from(svg))).toBe('unsupported-type');
      expect(await code('png', Buffer.from(svg))).toBe('unsupported-type');
      expect(await code('jpg', jpg)).toBe('accepted');
    });

    it('refuses more pixels than the limits allow, and takes as many as they do', async () => {
      const small = await create({ sourcePixels: 1200 });
      const still = (height: number) => drawPicture('png', { width: 40, height });
      await small.probe(sourceOf('png', await still(30)));
      await expect(small.probe(sourceOf('png', await still(31)))).rejects.toMatchObject({
        code: 'over-limit',
        message: expect.stringMatching(/1200 .*1240/),
      });
      await small.close();
    });

    it('refuses more frames than the limits allow, or more pixels in all of them, and takes as many as they do', async () => {
      const small = await create({ sourcePixels: 1200, sourceFrames: 3 });
      const moving = (width: number, frames: number) =>
        drawAnimation('gif', { width, height: 10 }, Array(frames).fill(50));
      await small.probe(sourceOf('gif', await moving(40, 3)));
      const refused = { code: 'over-limit' };
      await expect(small.probe(sourceOf('gif', await moving(41, 3)))).rejects.toMatchObject(refused);
      await expect(small.probe(sourceOf('gif', await moving(10, 4)))).rejects.toMatchObject(refused);
      await small.close();
    });

    it('says nothing of files, libraries or their errors', async () => {
      const directory = await mkdtemp(join(tmpdir(), 'secret-'));
      const path = join(directory, 'picture.jpg');
      const cut = (await drawPicture('jpg', { width: 90, height: 70 })).subarray(0, 600);
      await writeFile(path, cut);
      const failure = await engine()
        .probe({ ...sourceOf('jpg', cut), path })
        .catch((error) => error);
      expect(failure.code).toBe('corrupt-image');
      expect(JSON.stringify([failure.message, failure.detail])).not.toMatch(/secret|vips|sharp|jpeg image/i);
      await rm(directory, { recursive: true });
    });
  });
}
