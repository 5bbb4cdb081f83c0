// Image engines: every frame is a picture of its own.
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { EncodeOp, PixelOp } from '../../../core/index.ts';
import { meanDifference, see } from '../../support/colours.ts';
import { drawAnimation, drawPicture, drawPixels } from '../../support/pictures.ts';
import { type EngineUnderTest, renderedBy, task, white } from './tasks.ts';

export function animationContract({ engine }: EngineUnderTest): void {
  const rendered = renderedBy(engine);
  describe('animations', () => {
    const delay = [50, 120, 300, 80];

    it.each(['gif', 'webp'] as const)('keep frames, delays and loop from %s to gif and webp', async (ext) => {
      const bytes = await drawAnimation(ext, { width: 24, height: 16 }, delay, 3);
      for (const to of ['gif', 'webp'] as const) {
        for (const ops of [[], [{ op: 'resize', width: 12, height: 8 } as const]]) {
          const result = await engine().render(task(ext, bytes, ops, { encode: { op: 'encode', ext: to } }));
          expect(await sharp(result.bytes).metadata()).toMatchObject({ pages: 4, delay, loop: 3 });
          expect(result).toMatchObject(ops.length === 0 ? { width: 24, height: 16 } : { width: 12, height: 8 });
        }
      }
    });

    it('keep frames that are equal to the one before', async () => {
      const same = drawPixels({ width: 8, height: 8 });
      const raw = { width: 8, height: 24, channels: 3, pageHeight: 8 } as const;
      const bytes = await sharp(Buffer.concat([same, same, same]), { raw })
        .gif({ delay: [50, 60, 70], keepDuplicateFrames: true })
        .toBuffer();
      const { bytes: result } = await engine().render(task('gif', bytes, [], { encode: { op: 'encode', ext: 'gif' } }));
      expect(await sharp(result).metadata()).toMatchObject({ pages: 3, delay: [50, 60, 70] });
    });

    it('change each frame as if it stood alone', async () => {
      const drawing = { width: 24, height: 16 };
      const bytes = await drawAnimation('webp', drawing, delay);
      const kinds: PixelOp[][] = [
        [{ op: 'flip', horizontal: false, vertical: true }],
        [{ op: 'rotate', degrees: 90 }],
        [{ op: 'rotate', degrees: 180 }],
        [{ op: 'orient', orientation: 5 }],
        [{ op: 'blur', sigma: 3 }],
        [{ op: 'sharpen', sigma: 2 }],
        [{ op: 'resize', width: 9, height: 7 }],
        [{ op: 'resize', width: 8, height: 15, strategy: 'attention' }],
        [{ op: 'extract', left: 3, top: 5, width: 8, height: 6 }],
        [{ op: 'redact', areas: [{ left: 3, top: 3, width: 9, height: 7 }], style: 'blur' }],
        [{ op: 'mask', shape: 'corners', radii: [5, 2, 3, 0] }],
        [{ op: 'rotate-by', degrees: 33, width: 29, height: 26, background: { ...white, alpha: 0.3 } }],
        [{ op: 'extend', top: 2, right: 1, bottom: 3, left: 4, background: { ...white, alpha: 0.5 } }],
        [
          { op: 'gamma', gamma: 1.7 },
          { op: 'contrast', factor: 1.2 },
          { op: 'modulate', brightness: 1.1, saturation: 0.5 },
        ],
      ];
      for (const ops of kinds) {
        const encode: EncodeOp = { op: 'encode', ext: 'webp', lossless: true };
        const moving = await see((await engine().render(task('webp', bytes, ops, { encode }))).bytes);
        expect(moving.frames).toBe(4);
        const frameBytes = moving.width * moving.height * 4;
        for (const index of delay.keys()) {
          const still = await drawPicture('png', { ...drawing, seed: index * 7 });
          const alone = await rendered(still, ops);
          const frame = { ...moving, rgba: moving.rgba.subarray(index * frameBytes, (index + 1) * frameBytes) };
          expect(meanDifference(frame, alone), `${JSON.stringify(ops)}, frame ${index}`).toBeLessThan(0.1);
        }
      }
    });

    it('are cut down to the frames that were chosen, with their delays', async () => {
      const drawing = { width: 24, height: 16 };
      const encode: EncodeOp = { op: 'encode', ext: 'webp', lossless: true };
      const cases = [
        [{ from: 1 }, [1, 2, 3]],
        [{ from: 0, count: 2 }, [0, 1]],
        [{ from: 2, count: 9 }, [2, 3]],
        [{ from: 3, count: 1 }, [3]],
      ] as const;
      for (const ext of ['gif', 'webp'] as const) {
        const bytes = await drawAnimation(ext, drawing, delay, 3);
        for (const [frames, chosen] of cases) {
          for (const ops of [[], [{ op: 'flip', horizontal: true, vertical: false } as const]]) {
            const { bytes: result } = await engine().render(task(ext, bytes, ops, { frames, encode }));
            const seen = await see(result);
            expect(seen.frames).toBe(chosen.length);
            if (chosen.length > 1) {
              expect((await sharp(result).metadata()).delay).toEqual(chosen.map((index) => delay[index]));
            }
            const alone = await rendered(
              await drawPicture('png', { ...drawing, seed: (chosen[0] as number) * 7 }),
              ops,
            );
            const first = { ...seen, rgba: seen.rgba.subarray(0, 24 * 16 * 4) };
            // A GIF has a palette.
            expect(meanDifference(first, alone), `${ext} ${JSON.stringify(frames)}`).toBeLessThan(
              ext === 'gif' ? 6 : 0.1,
            );
          }
        }
      }
    });

    it('have no frame behind the last, and a still picture has one', async () => {
      const bytes = await drawAnimation('gif', { width: 8, height: 8 }, delay);
      const asked = (from: number) => engine().render(task('gif', bytes, [], { frames: { from, count: 1 } }));
      await asked(3);
      await expect(asked(4)).rejects.toMatchObject({
        code: 'bad-option',
        message: 'Expected a frame or page from 1 to 4 for option "frame" but received "5".',
      });
      const still = task('png', await drawPicture('png', { width: 8, height: 8 }), [], {
        frames: { from: 1, count: 1 },
      });
      await expect(engine().render(still)).rejects.toMatchObject({ code: 'bad-option' });
    });

    it('come out as their first frame where only that is wanted, or the format can hold no other', async () => {
      const bytes = await drawAnimation('webp', { width: 24, height: 16 }, delay);
      const first = await see(await drawPicture('png', { width: 24, height: 16 }));
      const cases = [
        { frames: 'first', ext: 'gif' },
        { frames: 'first', ext: 'webp' },
        { frames: 'all', ext: 'png' },
        { frames: 'all', ext: 'avif' },
      ] as const;
      for (const { frames, ext } of cases) {
        const encode: EncodeOp = { op: 'encode', ext, quality: 90 };
        const result = await engine().render(task('webp', bytes, [], { frames, encode }));
        expect((await sharp(result.bytes).metadata()).pages ?? 1).toBe(1);
        expect(result).toMatchObject({ width: 24, height: 16 });
        expect(meanDifference(await see(result.bytes), first)).toBeLessThan(6);
      }
    });
  });
}
