// Image engines: where a picture is within its border.
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Area, BoundsTask, PixelOp } from '../../../core/index.ts';
import { drawPicture, drawPixels, sourceOf } from '../../support/pictures.ts';
import type { EngineUnderTest } from './tasks.ts';

const area: Area = { left: 7, top: 4, width: 20, height: 15 };

/** A drawing on a card, which begins at the area's corner; `shift` moves it. */
async function card(background: string, shift = 0, channels: 3 | 4 = 3): Promise<Uint8Array> {
  const drawing = { raw: { width: area.width, height: area.height, channels: 3 } } as const;
  return sharp({ create: { width: 50, height: 40, channels, background } })
    .composite([{ input: Buffer.from(drawPixels(area)), ...drawing, left: area.left + shift, top: area.top }])
    .png()
    .toBuffer();
}

export function boundsContract({ engine }: EngineUnderTest): void {
  const look = async (task: BoundsTask): Promise<Area> => {
    const { source, ...found } = await engine().bounds(task);
    return found;
  };
  const boundsOf = (bytes: Uint8Array, ops: readonly PixelOp[] = [], trim = {}) =>
    look({
      source: sourceOf('png', bytes),
      frames: 'all',
      ops,
      trim: { op: 'trim', tolerance: 10, keep: 0, ...trim },
    });

  describe('the bounds of a picture', () => {
    it.each(['white', '#102030'])('are found to the pixel on a %s card', async (colour) => {
      expect(await boundsOf(await card(colour))).toEqual(area);
    });

    it('are found on a transparent card', async () => {
      expect(await boundsOf(await card('#00000000', 0, 4))).toEqual(area);
    });

    it('are those of what operations have made of it', async () => {
      const ops: PixelOp[] = [
        { op: 'rotate', degrees: 90 },
        { op: 'extract', left: 10, top: 0, width: 30, height: 50 },
      ];
      const { left, top, width, height } = area;
      expect(await boundsOf(await card('white'), ops)).toEqual({
        left: 40 - top - height - 10,
        top: left,
        width: height,
        height: width,
      });
    });

    it('leave out what is close to the colour that was given, and no more', async () => {
      const bytes = await card('#f0f0f0');
      expect(await boundsOf(bytes, [], { background: { r: 255, g: 255, b: 255, alpha: 1 }, tolerance: 20 })).toEqual(
        area,
      );
      const whole = { left: 0, top: 0, width: 50, height: 40 };
      expect(await boundsOf(bytes, [], { background: { r: 255, g: 255, b: 255, alpha: 1 }, tolerance: 5 })).toEqual(
        whole,
      );
    });

    it('are the whole of a picture that is all border, and of one of a few pixels', async () => {
      const flat = await sharp({ create: { width: 9, height: 7, channels: 3, background: 'red' } })
        .png()
        .toBuffer();
      expect(await boundsOf(flat)).toEqual({ left: 0, top: 0, width: 9, height: 7 });
      const tiny = await sharp({ create: { width: 2, height: 1, channels: 3, background: 'red' } })
        .png()
        .toBuffer();
      expect(await boundsOf(tiny)).toEqual({ left: 0, top: 0, width: 2, height: 1 });
    });

    it('of an animation hold what there is in any frame, blank ones aside', async () => {
      const blank = sharp({ create: { width: 50, height: 40, channels: 3, background: 'white' } })
        .png()
        .toBuffer();
      const frames = await Promise.all([card('white'), blank, card('white', 9)]);
      const raw = await Promise.all(frames.map((bytes) => sharp(bytes).removeAlpha().raw().toBuffer()));
      const bytes = await sharp(Buffer.concat(raw), { raw: { width: 50, height: 120, channels: 3, pageHeight: 40 } })
        .webp({ lossless: true, delay: [50, 50, 50] })
        .toBuffer();
      const asked = { source: sourceOf('webp', bytes), ops: [], trim: { op: 'trim', tolerance: 10, keep: 0 } } as const;
      expect(await look({ ...asked, frames: 'all' })).toEqual({ ...area, width: area.width + 9 });
      expect(await look({ ...asked, frames: 'first' })).toEqual(area);
    });

    it('without a border to look for are all of it, and say how the source lies', async () => {
      const jpg = await drawPicture('jpg', { width: 30, height: 20, orientation: 6 });
      expect(await engine().bounds({ source: sourceOf('jpg', jpg), frames: 'all', ops: [] })).toEqual({
        ...{ left: 0, top: 0, width: 30, height: 20 },
        source: { width: 30, height: 20, orientation: 6, alpha: false },
      });
    });

    it('are not looked for in what would not be rendered', async () => {
      const cut = (await card('white')).subarray(0, 300);
      await expect(boundsOf(cut)).rejects.toMatchObject({ code: 'corrupt-image' });
      const trim: PixelOp = { op: 'trim', tolerance: 10, keep: 0 };
      const encode = { op: 'encode', ext: 'png' } as const;
      const source = sourceOf('png', await card('white'));
      await expect(engine().render({ source, frames: 'all', ops: [trim], encode })).rejects.toMatchObject({
        code: 'internal',
      });
    });
  });
}
