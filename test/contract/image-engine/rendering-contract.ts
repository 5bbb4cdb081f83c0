// Image engines: what they make of a still picture.
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Ext, Orientation, PixelOp } from '../../../core/index.ts';
import { meanDifference, pixelAt, see } from '../../support/colours.ts';
import { drawPicture, drawPixels, sourceOf } from '../../support/pictures.ts';
import { type EngineUnderTest, lists, renderedBy, task } from './tasks.ts';

export function renderingContract({ engine, create, formats }: EngineUnderTest): void {
  const rendered = renderedBy(engine);
  describe('rendering', () => {
    it.each(formats)('writes the size that was planned, upright and without metadata: %s', async (ext) => {
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
      const result = await engine().render(task('jpg', bytes, ops, { encode: { op: 'encode', ext, quality: 60 } }));
      expect(result).toMatchObject({ width: 13, height: 17 });
      const { exif, icc, xmp, orientation, ...found } = await sharp(result.bytes).metadata();
      expect(found).toMatchObject({ width: 13, height: 17, space: 'srgb', depth: 'uchar' });
      expect(found.format).toBe({ jpg: 'jpeg', avif: 'heif' }[ext as string] ?? ext);
      expect({ exif, icc, xmp, orientation }).toEqual({});
    });

    it.each(formats.filter((ext) => ext === 'jpg' || ext === 'avif'))(
      'keeps colour for every pixel where it is told to: %s',
      async (ext) => {
        // Columns of red and blue, one pixel wide: of colour for every two of them only purple is left.
        const [width, height] = [32, 32];
        const stripes = Uint8Array.from({ length: width * height * 3 }, (_, at) => {
          const isRed = Math.floor(at / 3) % 2 === 0;
          return at % 3 === (isRed ? 0 : 2) ? 255 : 0;
        });
        const bytes = await sharp(stripes, { raw: { width, height, channels: 3 } })
          .png()
          .toBuffer();
        const redOf = async (chroma: '4:2:0' | '4:4:4') => {
          const encode = { op: 'encode', ext, quality: 85, chroma } as const;
          const seen = await see((await engine().render(task('png', bytes, [], { encode }))).bytes);
          const [red] = pixelAt(seen, 16, 16);
          const [blue] = pixelAt(seen, 17, 16);
          return (red as number) - (blue as number);
        };
        expect(await redOf('4:4:4')).toBeGreaterThan(150);
        expect(await redOf('4:2:0')).toBeLessThan(110);
      },
    );

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
        expect(meanDifference(seen, await see(await drawPicture('png', { width, height }))), `${orientation}`).toBe(0);
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

    it.each([
      ['turned', (drawn: Sharp) => drawn.withMetadata({ orientation: 6 })],
      ['grey', (drawn: Sharp) => drawn.toColourspace('b-w')],
      ['in CMYK', (drawn: Sharp) => drawn.toColourspace('cmyk')],
    ] as const)('makes the same bytes of a JPEG %s whether its shape is remembered or looked at', async (_, as) => {
      const bytes = await as(sharp(await drawPicture('png', { width: 90, height: 60 })))
        .jpeg()
        .toBuffer();
      const shape = await engine().probe(sourceOf('jpg', bytes));
      const turned: PixelOp[] = shape.orientation === 1 ? [] : [{ op: 'orient', orientation: shape.orientation }];
      const small: PixelOp[] = [...turned, { op: 'resize', width: 30, height: 30 }];
      for (const ops of [[], small, [...small, { op: 'blur', sigma: 2 } as const]]) {
        // Each encoder once, and for every list those whose picture may be grey.
        const exts = ops === small ? formats : formats.filter((ext) => ext === 'png' || ext === 'jpg');
        for (const ext of exts) {
          const asked = task('jpg', bytes, ops, { encode: { op: 'encode', ext } });
          const looked = await engine().render(asked);
          const remembered = await engine().render({ ...asked, source: { ...asked.source, shape } });
          expect(Buffer.from(remembered.bytes).equals(looked.bytes), `${ext} ${JSON.stringify(ops)}`).toBe(true);
        }
      }
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
        const { bytes } = await engine().render(
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
        expect(await pixel({ op: 'gamma', gamma })).toEqual([bent(64, gamma), bent(128, gamma), bent(192, gamma), 153]);
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
      // Every other list on translucent pixels.
      for (const [place, ops] of lists().entries()) {
        const alpha = place % 2 === 1;
        const bytes = await drawPicture('png', { width: 33, height: 21, alpha });
        const together = await rendered(bytes, ops);
        let step = bytes;
        for (const op of ops) step = (await engine().render(task('png', step, [op]))).bytes;
        // Each step alone rounds to 8 bits, which translucent pixels multiply.
        expect(meanDifference(together, await see(step)), `${JSON.stringify(ops)} ${alpha}`).toBeLessThan(2);
      }
    });

    it('turns before it enlarges where the list says so', async () => {
      const bytes = await drawPicture('png', { width: 33, height: 21 });
      const mirror: PixelOp = { op: 'flip', horizontal: true, vertical: false };
      const larger: PixelOp = { op: 'resize', width: 80, height: 50 };
      const mirrored = (await engine().render(task('png', bytes, [mirror]))).bytes;
      const together = await rendered(bytes, [mirror, larger]);
      expect(meanDifference(together, await rendered(mirrored, [larger]))).toBeLessThan(0.1);
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
          const { bytes: result, ...size } = await engine().render(task(ext, bytes[ext], ops));
          expect(size).toEqual({ width, height });
          expect(await see(result)).toMatchObject({ width, height });
        }
      }
    });

    it('refuses to render what it would refuse to probe', async () => {
      const jpg = await drawPicture('jpg', { width: 90, height: 70 });
      const code = (ext: Ext, bytes: Uint8Array) =>
        engine()
          .render(task(ext, bytes, []))
          .catch((error) => error.code);
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
      await expect(engine().render(task('png', bytes, ops))).rejects.toMatchObject({ code: 'internal' });
    });
  });
}
