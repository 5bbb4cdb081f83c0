// What every ImageEngine does, whatever is behind it. Needs jpg, png, webp, gif and avif as inputs, and not tiff.
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { thumbHashToApproximateAspectRatio, thumbHashToAverageRGBA } from 'thumbhash';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  EncodeOp,
  Ext,
  ImageEngine,
  Limits,
  Orientation,
  OutputExt,
  PixelOp,
  RenderTask,
} from '../../core/index.ts';
import { meanDifference, pixelAt, type Seen, see } from '../support/colours.ts';
import { drawAnimation, drawPicture, drawPixels, sourceOf } from '../support/pictures.ts';

const outputs = ['jpg', 'png', 'webp', 'gif', 'avif'] as const satisfies readonly OutputExt[];
const png: EncodeOp = { op: 'encode', ext: 'png' };
const white = { r: 255, g: 255, b: 255, alpha: 1 };

export function imageEngineContract(name: string, create: (limits?: Partial<Limits>) => Promise<ImageEngine>): void {
  describe(`${name} as an image engine`, () => {
    let engine: ImageEngine;
    beforeAll(async () => {
      engine = await create();
    });
    afterAll(() => engine.close());

    const task = (
      ext: Ext,
      bytes: Uint8Array,
      ops: readonly PixelOp[],
      more: Partial<RenderTask> = {},
    ): RenderTask => ({
      source: sourceOf(ext, bytes),
      frames: 'all',
      ops,
      encode: png,
      ...more,
    });
    const rendered = async (bytes: Uint8Array, ops: readonly PixelOp[], ext: Ext = 'png'): Promise<Seen> =>
      see((await engine.render(task(ext, bytes, ops))).bytes);

    it('names itself and its codecs, the same each time', async () => {
      expect(engine.mark).toMatch(/\d+\.\d+/);
      const again = await create();
      expect(again.mark).toBe(engine.mark);
      await again.close();
    });

    describe('probing', () => {
      it.each(outputs)('finds size, format and alpha: %s', async (ext) => {
        const opaque = await engine.probe(sourceOf(ext, await drawPicture(ext, { width: 37, height: 23 })));
        expect(opaque).toMatchObject({ ext, width: 37, height: 23, orientation: 1, frames: 1, animated: false });
        expect(opaque.alpha).toBe(false);
        const clear = await engine.probe(sourceOf(ext, await drawPicture(ext, { width: 9, height: 5, alpha: true })));
        expect(clear.alpha).toBe(ext !== 'jpg');
      });

      it('finds size as encoded and the EXIF orientation, and makes the placeholder upright', async () => {
        for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8] as const) {
          const bytes = await drawPicture('jpg', { width: 60, height: 20, orientation });
          const probe = await engine.probe(sourceOf('jpg', bytes));
          expect(probe).toMatchObject({ width: 60, height: 20, orientation });
          const ratio = thumbHashToApproximateAspectRatio(Buffer.from(probe.thumbhash, 'base64'));
          expect(ratio > 1).toBe(orientation < 5);
        }
      });

      it('makes a placeholder of the colours of the picture', async () => {
        const orange = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#ff8000' } })
          .jpeg()
          .toBuffer();
        const { thumbhash } = await engine.probe(sourceOf('jpg', orange));
        const { r, g, b, a } = thumbHashToAverageRGBA(Buffer.from(thumbhash, 'base64'));
        expect([r, g, b, a].map((value) => Math.round(value * 10))).toEqual([10, 5, 0, 10]);
      });

      it.each(['gif', 'webp'] as const)('counts the frames of an animation: %s', async (ext) => {
        const bytes = await drawAnimation(ext, { width: 20, height: 30 }, [50, 60, 70]);
        expect(await engine.probe(sourceOf(ext, bytes))).toMatchObject({
          width: 20,
          height: 30,
          frames: 3,
          animated: true,
        });
      });

      it.each([...outputs, 'animated gif', 'animated webp'])(
        'refuses a picture that was cut short: %s',
        async (kind) => {
          const ext = kind.split(' ').at(-1) as OutputExt;
          const drawing = { width: 90, height: 70 };
          const whole = kind.startsWith('animated')
            ? await drawAnimation(ext as 'gif' | 'webp', drawing, [50, 50, 50, 50])
            : await drawPicture(ext, drawing);
          await engine.probe(sourceOf(ext, whole));
          for (const part of [0.3, 0.5, 0.7, 0.9]) {
            const cut = whole.subarray(0, Math.floor(whole.length * part));
            await expect(engine.probe(sourceOf(ext, cut)), `${part}`).rejects.toMatchObject({ code: 'corrupt-image' });
          }
        },
      );

      it('refuses no bytes at all, text, another format, and a format that is switched off', async () => {
        const code = (ext: Ext, bytes: Uint8Array) =>
          engine.probe(sourceOf(ext, bytes)).then(
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

      it('refuses more pixels or frames than the limits allow, and takes as many as they do', async () => {
        const small = await create({ sourcePixels: 1200, sourceFrames: 3 });
        const still = (height: number) => drawPicture('png', { width: 40, height });
        const moving = (width: number, frames: number) =>
          drawAnimation('gif', { width, height: 10 }, Array(frames).fill(50));
        await small.probe(sourceOf('png', await still(30)));
        await small.probe(sourceOf('gif', await moving(40, 3)));
        const refused = { code: 'over-limit' };
        await expect(small.probe(sourceOf('png', await still(31)))).rejects.toMatchObject(refused);
        await expect(small.probe(sourceOf('gif', await moving(41, 3)))).rejects.toMatchObject(refused);
        await expect(small.probe(sourceOf('gif', await moving(10, 4)))).rejects.toMatchObject(refused);
        await small.close();
      });

      it('says nothing of files, libraries or their errors', async () => {
        const directory = await mkdtemp(join(tmpdir(), 'secret-'));
        const path = join(directory, 'picture.jpg');
        const cut = (await drawPicture('jpg', { width: 90, height: 70 })).subarray(0, 600);
        await writeFile(path, cut);
        const failure = await engine.probe({ ...sourceOf('jpg', cut), path }).catch((error) => error);
        expect(failure.code).toBe('corrupt-image');
        expect(JSON.stringify([failure.message, failure.detail])).not.toMatch(/secret|vips|sharp|jpeg image/i);
        await rm(directory, { recursive: true });
      });
    });

    describe('rendering', () => {
      it.each(outputs)('writes the size that was planned, upright and without metadata: %s', async (ext) => {
        const bytes = await sharp(await drawPicture('png', { width: 50, height: 40 }))
          .withExif({ IFD0: { Copyright: 'somebody' } })
          .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
          .withMetadata({ orientation: 6, density: 300 })
          .jpeg()
          .toBuffer();
        const ops: PixelOp[] = [
          { op: 'orient', orientation: 6 },
          { op: 'resize', width: 13, height: 17 },
        ];
        const result = await engine.render(task('jpg', bytes, ops, { encode: { op: 'encode', ext, quality: 60 } }));
        expect(result).toMatchObject({ width: 13, height: 17 });
        const { exif, icc, xmp, orientation, ...found } = await sharp(result.bytes).metadata();
        expect(found).toMatchObject({ width: 13, height: 17, space: 'srgb', depth: 'uchar' });
        expect(found.format).toBe({ jpg: 'jpeg', avif: 'heif' }[ext as string] ?? ext);
        expect({ exif, icc, xmp, orientation }).toEqual({});
      });

      it('turns all eight EXIF orientations upright', async () => {
        const [width, height] = [12, 7];
        const upright = drawPixels({ width, height });
        // Exif 3.0, 4.6.6.1: where row `r`, column `c` of the stored picture is seen.
        const seenAt: Record<Orientation, (r: number, c: number) => [number, number]> = {
          1: (r, c) => [c, r],
          2: (r, c) => [width - 1 - c, r],
          3: (r, c) => [width - 1 - c, height - 1 - r],
          4: (r, c) => [c, height - 1 - r],
          5: (r, c) => [r, c],
          6: (r, c) => [width - 1 - r, c],
          7: (r, c) => [width - 1 - r, height - 1 - c],
          8: (r, c) => [r, height - 1 - c],
        };
        for (const orientation of [2, 3, 4, 5, 6, 7, 8] as const) {
          const [columns, rows] = orientation < 5 ? [width, height] : [height, width];
          const stored = new Uint8Array(upright.length);
          for (let r = 0; r < rows; r += 1) {
            for (let c = 0; c < columns; c += 1) {
              const [x, y] = seenAt[orientation](r, c);
              const from = (y * width + x) * 3;
              stored.set(upright.subarray(from, from + 3), (r * columns + c) * 3);
            }
          }
          const bytes = await sharp(stored, { raw: { width: columns, height: rows, channels: 3 } })
            .png()
            .toBuffer();
          const seen = await rendered(bytes, [{ op: 'orient', orientation }]);
          expect(seen).toMatchObject({ width, height });
          expect(meanDifference(seen, await see(await drawPicture('png', { width, height }))), `${orientation}`).toBe(
            0,
          );
        }
      });

      it('cuts, turns, mirrors and borders to the pixel', async () => {
        const bytes = await drawPicture('png', { width: 20, height: 10 });
        const source = await see(bytes);
        const cut = await rendered(bytes, [{ op: 'extract', left: 3, top: 4, width: 5, height: 2 }]);
        expect(cut).toMatchObject({ width: 5, height: 2 });
        expect(pixelAt(cut, 4, 1)).toEqual(pixelAt(source, 7, 5));
        const quarter = await rendered(bytes, [{ op: 'rotate', degrees: 90 }]);
        expect(quarter).toMatchObject({ width: 10, height: 20 });
        expect(pixelAt(quarter, 9, 0)).toEqual(pixelAt(source, 0, 0));
        const across = await rendered(bytes, [{ op: 'flip', horizontal: true, vertical: false }]);
        expect(pixelAt(across, 19, 0)).toEqual(pixelAt(source, 0, 0));
        const down = await rendered(bytes, [{ op: 'flip', horizontal: false, vertical: true }]);
        expect(pixelAt(down, 0, 9)).toEqual(pixelAt(source, 0, 0));
        const background = { r: 250, g: 120, b: 10, alpha: 1 };
        const border = await rendered(bytes, [{ op: 'extend', top: 1, right: 2, bottom: 3, left: 4, background }]);
        expect(border).toMatchObject({ width: 26, height: 14 });
        expect(pixelAt(border, 0, 13)).toEqual([250, 120, 10, 255]);
        expect(pixelAt(border, 4, 1)).toEqual(pixelAt(source, 0, 0));
      });

      it('borders a grey picture in colour', async () => {
        const grey = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#777' } })
          .toColourspace('b-w')
          .jpeg()
          .toBuffer();
        const background = { r: 255, g: 0, b: 0, alpha: 1 };
        const seen = await rendered(grey, [{ op: 'extend', top: 2, right: 2, bottom: 2, left: 2, background }], 'jpg');
        expect(pixelAt(seen, 0, 0)).toEqual([255, 0, 0, 255]);
        expect(pixelAt(seen, 5, 5)).toEqual([119, 119, 119, 255]);
      });

      it('lays transparent pixels on the background', async () => {
        const clear = await sharp({
          create: { width: 6, height: 6, channels: 4, background: { r: 0, g: 0, b: 255, alpha: 0.5 } },
        })
          .png()
          .toBuffer();
        const flat: PixelOp = { op: 'flatten', background: { r: 255, g: 255, b: 0, alpha: 1 } };
        for (const ops of [[flat], [{ op: 'resize', width: 3, height: 3 } as const, flat]]) {
          const { bytes } = await engine.render(
            task('png', clear, ops, { encode: { op: 'encode', ext: 'jpg', quality: 100 } }),
          );
          const [r, g, b, a] = pixelAt(await see(bytes), 1, 1) as [number, number, number, number];
          for (const value of [r, g, b]) expect(Math.abs(value - 127)).toBeLessThanOrEqual(3);
          expect(a).toBe(255);
        }
      });

      it('spreads contrast around mid-grey, bends gamma, and leaves alpha alone', async () => {
        const one = await sharp({
          create: { width: 2, height: 2, channels: 4, background: { r: 64, g: 128, b: 192, alpha: 0.6 } },
        })
          .png()
          .toBuffer();
        const pixel = async (op: PixelOp) => pixelAt(await rendered(one, [op]), 0, 0);
        expect(await pixel({ op: 'contrast', factor: 1.5 })).toEqual([32, 128, 224, 153]);
        expect(await pixel({ op: 'contrast', factor: 0 })).toEqual([128, 128, 128, 153]);
        const bent = (value: number, gamma: number) => Math.round(255 * (value / 255) ** (1 / gamma));
        for (const gamma of [0.1, 0.5, 2.2, 10]) {
          expect(await pixel({ op: 'gamma', gamma })).toEqual([
            bent(64, gamma),
            bent(128, gamma),
            bent(192, gamma),
            153,
          ]);
        }
        const [r, g, b, a] = (await pixel({ op: 'modulate', brightness: 1, saturation: 0 })) as [
          number,
          number,
          number,
          number,
        ];
        expect(Math.max(r, g, b) - Math.min(r, g, b)).toBeLessThanOrEqual(1);
        expect(a).toBe(153);
        const brighter = await pixel({ op: 'modulate', brightness: 1.3, saturation: 1 });
        expect(brighter[1]).toBeGreaterThan(140);
        expect(brighter[3]).toBe(153);
      });

      it('blurs an edge and sharpens it', async () => {
        const half = Buffer.alloc(40 * 40 * 3, 80);
        for (let y = 0; y < 40; y += 1) half.fill(160, (y * 40 + 20) * 3, (y + 1) * 40 * 3);
        const bytes = await sharp(half, { raw: { width: 40, height: 40, channels: 3 } })
          .png()
          .toBuffer();
        const beside = async (op: PixelOp) => pixelAt(await rendered(bytes, [op]), 20, 20)[0] as number;
        expect(await beside({ op: 'blur', sigma: 4 })).toBeLessThan(140);
        expect(await beside({ op: 'sharpen', sigma: 1 })).toBeGreaterThan(165);
      });

      it('does what a list says in the order of the list', async () => {
        const bytes = await drawPicture('png', { width: 40, height: 24 });
        const scale: PixelOp = { op: 'resize', width: 20, height: 12 };
        const cut: PixelOp = { op: 'extract', left: 10, top: 2, width: 10, height: 10 };
        const source = await see(bytes);
        const scaledFirst = await rendered(bytes, [scale, cut]);
        expect(scaledFirst).toMatchObject({ width: 10, height: 10 });
        // Column 10 of the half is column 20 of the whole.
        const red = (x: number) => pixelAt(source, x, 0)[0] as number;
        expect(pixelAt(scaledFirst, 0, 0)[0]).toBeGreaterThan(red(19));
        const cutFirst = await rendered(bytes, [cut, scale]);
        expect(cutFirst).toMatchObject({ width: 20, height: 12 });
        expect(pixelAt(cutFirst, 0, 0)[0]).toBeLessThan(red(12));
      });

      it('gives the same pixels for a list as for its operations one at a time', async () => {
        for (const [index, ops] of lists().entries()) {
          const alpha = index % 2 === 1;
          const bytes = await drawPicture('png', { width: 33, height: 21, alpha });
          const together = await rendered(bytes, ops);
          let step = bytes;
          for (const op of ops) step = (await engine.render(task('png', step, [op]))).bytes;
          // Each step alone rounds to 8 bits, which translucent pixels multiply.
          expect(meanDifference(together, await see(step)), JSON.stringify(ops)).toBeLessThan(alpha ? 2 : 1);
        }
      });

      it('makes exactly the box when it chooses the cut, and keeps what catches the eye', async () => {
        const flat = sharp({ create: { width: 120, height: 30, channels: 3, background: '#808080' } });
        const busy = await sharp(drawPixels({ width: 30, height: 30, seed: 3 }), {
          raw: { width: 30, height: 30, channels: 3 },
        })
          .modulate({ saturation: 3 })
          .png()
          .toBuffer();
        const bytes = await flat
          .composite([{ input: busy, left: 90, top: 0 }])
          .png()
          .toBuffer();
        for (const strategy of ['attention', 'entropy'] as const) {
          const seen = await rendered(bytes, [{ op: 'resize', width: 10, height: 10, strategy }]);
          expect(seen).toMatchObject({ width: 10, height: 10 });
          const greys = Array.from({ length: 100 }, (_, at) => pixelAt(seen, at % 10, Math.floor(at / 10))).filter(
            ([r, g, b]) => r === 128 && g === 128 && b === 128,
          );
          expect(greys.length).toBeLessThan(50);
          const turned = await rendered(bytes, [
            { op: 'orient', orientation: 6 },
            { op: 'resize', width: 7, height: 13, strategy },
            { op: 'rotate', degrees: 90 },
          ]);
          expect(turned).toMatchObject({ width: 13, height: 7 });
        }
      });

      it('keeps every size exact, down to one pixel', async () => {
        const bytes = {
          png: await drawPicture('png', { width: 61, height: 37 }),
          jpg: await drawPicture('jpg', { width: 611, height: 373 }),
          webp: await drawPicture('webp', { width: 611, height: 373 }),
        };
        for (const ext of ['png', 'jpg', 'webp'] as const) {
          for (const [width, height] of [
            [1, 1],
            [1, 90],
            [77, 1],
            [30, 19],
            [76, 46],
            [200, 3],
          ] as const) {
            const ops: PixelOp[] = [
              { op: 'orient', orientation: 5 },
              { op: 'resize', width, height },
            ];
            const { bytes: result, ...size } = await engine.render(task(ext, bytes[ext], ops));
            expect(size).toEqual({ width, height });
            expect(await see(result)).toMatchObject({ width, height });
          }
        }
      });

      it('refuses to render what it would refuse to probe', async () => {
        const jpg = await drawPicture('jpg', { width: 90, height: 70 });
        const code = (ext: Ext, bytes: Uint8Array) => engine.render(task(ext, bytes, [])).catch((error) => error.code);
        expect(await code('png', jpg)).toBe('unsupported-type');
        expect(await code('jpg', jpg.subarray(0, 700))).toBe('corrupt-image');
        expect(await code('tiff', await drawPicture('tiff', { width: 8, height: 8 }))).toBe('unsupported-type');
        const small = await create({ sourcePixels: 1000 });
        await expect(small.render(task('jpg', jpg, []))).rejects.toMatchObject({ code: 'over-limit' });
        await small.close();
      });

      it('reports a cut outside of the picture as a fault of its own', async () => {
        const bytes = await drawPicture('png', { width: 20, height: 10 });
        const ops: PixelOp[] = [{ op: 'extract', left: 15, top: 0, width: 10, height: 10 }];
        await expect(engine.render(task('png', bytes, ops))).rejects.toMatchObject({ code: 'internal' });
      });
    });

    describe('animations', () => {
      const delay = [50, 120, 300, 80];

      it.each(['gif', 'webp'] as const)('keep frames, delays and loop from %s to gif and webp', async (ext) => {
        const bytes = await drawAnimation(ext, { width: 24, height: 16 }, delay, 3);
        for (const to of ['gif', 'webp'] as const) {
          for (const ops of [[], [{ op: 'resize', width: 12, height: 8 } as const]]) {
            const result = await engine.render(task(ext, bytes, ops, { encode: { op: 'encode', ext: to } }));
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
        const { bytes: result } = await engine.render(task('gif', bytes, [], { encode: { op: 'encode', ext: 'gif' } }));
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
          [{ op: 'extend', top: 2, right: 1, bottom: 3, left: 4, background: { ...white, alpha: 0.5 } }],
          [
            { op: 'gamma', gamma: 1.7 },
            { op: 'contrast', factor: 1.2 },
            { op: 'modulate', brightness: 1.1, saturation: 0.5 },
          ],
        ];
        for (const ops of kinds) {
          const encode: EncodeOp = { op: 'encode', ext: 'webp', lossless: true };
          const moving = await see((await engine.render(task('webp', bytes, ops, { encode }))).bytes);
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
          const result = await engine.render(task('webp', bytes, [], { frames, encode }));
          expect((await sharp(result.bytes).metadata()).pages ?? 1).toBe(1);
          expect(result).toMatchObject({ width: 24, height: 16 });
          expect(meanDifference(await see(result.bytes), first)).toBeLessThan(6);
        }
      });
    });

    describe('its source and its life', () => {
      it('reads the bytes at most once, and not at all where there is a path', async () => {
        const directory = await mkdtemp(join(tmpdir(), 'engine-'));
        const bytes = await drawAnimation('gif', { width: 9, height: 9 }, [50, 50]);
        const path = join(directory, 'source');
        await writeFile(path, bytes);
        let reads = 0;
        const counted = {
          ...sourceOf('gif', bytes),
          bytes: async () => {
            reads += 1;
            return bytes;
          },
        };
        await engine.probe(counted);
        expect(reads).toBe(1);
        await engine.render({ ...task('gif', bytes, [{ op: 'blur', sigma: 2 }]), source: counted });
        expect(reads).toBe(2);
        await engine.probe({ ...counted, path });
        const { bytes: result } = await engine.render({ ...task('gif', bytes, []), source: { ...counted, path } });
        expect(reads).toBe(2);
        expect(await see(result)).toMatchObject({ width: 9, height: 9 });
        await rm(directory, { recursive: true });
      });

      it('hands on the failure of a source that can not be read', async () => {
        const source = {
          ...sourceOf('png', new Uint8Array(1)),
          bytes: () => Promise.reject(new Error('disk on fire')),
        };
        await expect(engine.probe(source)).rejects.toThrow('disk on fire');
        await engine.probe(sourceOf('png', await drawPicture('png', { width: 3, height: 3 })));
      });

      it('does many tasks at once without mixing them up', async () => {
        const bytes = await drawPicture('png', { width: 40, height: 30 });
        const side = (index: number) => 5 + index;
        const results = await Promise.all(
          Array.from({ length: 24 }, (_, index) =>
            engine.render(task('png', bytes, [{ op: 'resize', width: side(index), height: side(index) }])),
          ),
        );
        expect(results.map(({ width }) => width)).toEqual(results.map((_, index) => side(index)));
        expect(new Set(results.map((result) => createHash('sha1').update(result.bytes).digest('hex'))).size).toBe(24);
      });

      it('gives up a task that is aborted before or during the work, and goes on with others', async () => {
        const bytes = await drawPicture('png', { width: 400, height: 300 });
        const slow = task('png', bytes, [{ op: 'resize', width: 3000, height: 2000 }], {
          encode: { op: 'encode', ext: 'avif', effort: 9 },
        });
        await expect(engine.render(slow, AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' });
        const during = new AbortController();
        const work = engine.render(slow, during.signal);
        setTimeout(() => during.abort(), 100);
        await expect(work).rejects.toMatchObject({ code: 'aborted' });
        expect(await engine.render(task('png', bytes, [{ op: 'resize', width: 4, height: 3 }]))).toMatchObject({
          width: 4,
        });
      });

      it('fails with a timeout when a task takes too long', async () => {
        const hasty = await create({ renderMillis: 1000 });
        const bytes = await drawPicture('png', { width: 400, height: 300 });
        const slow = task('png', bytes, [{ op: 'resize', width: 3000, height: 2000 }], {
          encode: { op: 'encode', ext: 'avif', effort: 9 },
        });
        await expect(hasty.render(slow)).rejects.toMatchObject({ code: 'timeout' });
        await hasty.close();
      });

      it('ends work under way when it is closed, takes no more, and may be closed twice', async () => {
        const closing = await create();
        const bytes = await drawPicture('png', { width: 400, height: 300 });
        const work = closing.render(task('png', bytes, [{ op: 'resize', width: 2000, height: 1500 }]));
        const ended = expect(work).rejects.toMatchObject({ code: 'aborted' });
        await closing.close();
        await ended;
        await expect(closing.render(task('png', bytes, []))).rejects.toMatchObject({ code: 'aborted' });
        await closing.close();
      });
    });
  });
}

// Lists that no single pass of a library with a fixed order can do, and some that it can.
function lists(): PixelOp[][] {
  const cut = (width: number, height: number): PixelOp => ({ op: 'extract', left: 2, top: 1, width, height });
  const scale = (width: number, height: number): PixelOp => ({ op: 'resize', width, height });
  const border: PixelOp = { op: 'extend', top: 1, right: 2, bottom: 3, left: 2, background: { ...white, alpha: 0.5 } };
  const blur: PixelOp = { op: 'blur', sigma: 1.2 };
  const sharpen: PixelOp = { op: 'sharpen', sigma: 0.8 };
  const contrast: PixelOp = { op: 'contrast', factor: 1.2 };
  const brighten: PixelOp = { op: 'modulate', brightness: 1.2, saturation: 0.7 };
  const flat: PixelOp = { op: 'flatten', background: { r: 20, g: 90, b: 200, alpha: 1 } };
  const gamma: PixelOp = { op: 'gamma', gamma: 1.4 };
  const turn = (degrees: 90 | 180 | 270): PixelOp => ({ op: 'rotate', degrees });
  const mirror: PixelOp = { op: 'flip', horizontal: true, vertical: false };
  const orient = (orientation: Orientation): PixelOp => ({ op: 'orient', orientation });
  return [
    [orient(6), scale(12, 20), cut(8, 15), sharpen],
    [orient(7), cut(15, 20), scale(9, 11), mirror],
    [scale(20, 12), cut(10, 8), border, turn(90), contrast],
    [contrast, scale(10, 8), blur, turn(270), cut(5, 6)],
    [orient(5), scale(40, 60), cut(30, 30), orient(8), cut(20, 20)],
    [border, brighten, scale(18, 14), sharpen, brighten],
    [turn(180), mirror, turn(90), scale(10, 20), turn(90), mirror],
    [border, blur, flat, gamma, cut(20, 12)],
    [cut(20, 18), cut(15, 12), cut(10, 9), scale(30, 27), scale(8, 7)],
    [gamma, gamma, orient(3), gamma, scale(15, 10), gamma],
    [sharpen, blur, contrast, brighten, border, flat],
    [scale(11, 7), brighten, blur, orient(6), border, sharpen],
  ];
}
