// Image engines: what is redacted, masked, turned by any angle, and resampled with a kernel.
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { PixelOp } from '../../../core/index.ts';
import { meanDifference, pixelAt, type Seen } from '../../support/colours.ts';
import { drawPicture } from '../../support/pictures.ts';
import { type EngineUnderTest, renderedBy, white } from './tasks.ts';

const paint = { r: 200, g: 30, b: 60, alpha: 1 };
const clear = { r: 0, g: 0, b: 0, alpha: 0 };

export function shapingContract({ engine }: EngineUnderTest): void {
  const rendered = renderedBy(engine);
  const noise = () =>
    sharp(
      Uint8Array.from({ length: 60 * 40 * 3 }, (_, at) => (at * 7919) % 251),
      {
        raw: { width: 60, height: 40, channels: 3 },
      },
    )
      .png()
      .toBuffer();

  describe('redacting', () => {
    const area = { left: 10, top: 5, width: 30, height: 20 };

    it('covers its areas to the pixel and nothing else', async () => {
      const bytes = await noise();
      const before = await rendered(bytes, []);
      const areas = [area, { left: 59, top: 39, width: 1, height: 1 }];
      const after = await rendered(bytes, [{ op: 'redact', areas, style: 'solid', background: paint }]);
      for (let y = 0; y < 40; y += 1) {
        for (let x = 0; x < 60; x += 1) {
          const covered = (x >= 10 && x < 40 && y >= 5 && y < 25) || (x === 59 && y === 39);
          expect(pixelAt(after, x, y), `${x} ${y}`).toEqual(covered ? [200, 30, 60, 255] : pixelAt(before, x, y));
        }
      }
    });

    it.each(['pixelate', 'blur'] as const)('leaves at most six means along a side: %s', async (style) => {
      const after = await rendered(await noise(), [{ op: 'redact', areas: [area], style }]);
      const colours = new Set<string>();
      for (let y = 5; y < 25; y += 1) for (let x = 10; x < 40; x += 1) colours.add(String(pixelAt(after, x, y)));
      if (style === 'pixelate') expect(colours.size).toBeLessThanOrEqual(36);
      // Noise has a mean of about 125: what is left of it is close to that everywhere.
      for (const colour of colours)
        for (const value of colour.split(',').slice(0, 3)) {
          expect(Math.abs(Number(value) - 125)).toBeLessThan(70);
        }
    });

    it.each(['solid', 'pixelate', 'blur'] as const)('hides detail from everything behind it: %s', async (style) => {
      // Two pictures that differ within the area, but not in the means of its cells, come out alike.
      const swapped = (seed: number) => {
        const data = new Uint8Array(48 * 48 * 3).fill(90);
        for (let y = 6; y < 42; y += 1)
          for (let x = 6; x < 42; x += 1) {
            data.fill((x + y + seed) % 2 === 0 ? 0 : 255, (y * 48 + x) * 3, (y * 48 + x) * 3 + 3);
          }
        return sharp(data, { raw: { width: 48, height: 48, channels: 3 } })
          .png()
          .toBuffer();
      };
      const hidden = { left: 6, top: 6, width: 36, height: 36 };
      const ops: PixelOp[] = [
        { op: 'redact', areas: [hidden], style, ...(style === 'solid' ? { background: paint } : {}) },
        { op: 'resize', width: 31, height: 30 },
        { op: 'sharpen', sigma: 1 },
      ];
      const [one, other] = [await swapped(0), await swapped(1)];
      expect(meanDifference(await rendered(one, ops), await rendered(other, ops))).toBe(0);
      expect(meanDifference(await rendered(one, []), await rendered(other, []))).toBeGreaterThan(50);
    });
  });

  describe('masks', () => {
    const square = () => drawPicture('png', { width: 40, height: 40 });
    const alphaAt = (seen: Seen, x: number, y: number) => pixelAt(seen, x, y)[3] as number;

    it('round each corner by its own radius and leave the rest', async () => {
      const bytes = await square();
      const seen = await rendered(bytes, [{ op: 'mask', shape: 'corners', radii: [20, 10, 0, 4] }]);
      expect([alphaAt(seen, 0, 0), alphaAt(seen, 4, 4), alphaAt(seen, 39, 0)]).toEqual([0, 0, 0]);
      expect(alphaAt(seen, 39, 39)).toBe(255);
      expect(alphaAt(seen, 0, 39)).toBe(0);
      expect(alphaAt(seen, 2, 37)).toBe(255);
      const before = await rendered(bytes, []);
      for (const [x, y] of [
        [20, 20],
        [0, 20],
        [20, 0],
        [39, 39],
        [8, 8],
      ] as const) {
        expect(pixelAt(seen, x, y)).toEqual(pixelAt(before, x, y));
      }
      // The area that is cut off a corner is (1 - π/4) r².
      let cut = 0;
      for (let y = 0; y < 20; y += 1) for (let x = 0; x < 20; x += 1) cut += 1 - alphaAt(seen, x, y) / 255;
      expect(Math.abs(cut - (1 - Math.PI / 4) * 400)).toBeLessThan(1.5);
    });

    it.each([
      ['ellipse', 60, 30, Math.PI * 30 * 15],
      ['circle', 60, 30, Math.PI * 15 * 15],
      ['ellipse', 31, 31, Math.PI * 15.5 * 15.5],
    ] as const)('%s of %d × %d has its area, and is even on both sides', async (shape, width, height, area) => {
      const seen = await rendered(await drawPicture('png', { width, height }), [{ op: 'mask', shape }]);
      let covered = 0;
      for (let y = 0; y < height; y += 1)
        for (let x = 0; x < width; x += 1) {
          covered += alphaAt(seen, x, y) / 255;
          expect(alphaAt(seen, x, y)).toBe(alphaAt(seen, width - 1 - x, height - 1 - y));
        }
      expect(Math.abs(covered - area) / area).toBeLessThan(0.005);
    });

    it('paint what lies outside where there is a background, and keep a picture opaque by it', async () => {
      const ops: PixelOp[] = [{ op: 'mask', shape: 'circle', background: paint }];
      const opaque = await rendered(await square(), ops);
      expect(pixelAt(opaque, 0, 0)).toEqual([200, 30, 60, 255]);
      expect(pixelAt(opaque, 20, 20)[3]).toBe(255);
      const translucent = await rendered(await drawPicture('png', { width: 40, height: 40, alpha: true }), ops);
      expect(pixelAt(translucent, 0, 0)).toEqual([200, 30, 60, 255]);
      expect(pixelAt(translucent, 10, 20)[3]).toBeLessThan(150);
    });
  });

  describe('turns by any angle', () => {
    it('make the size that was planned, with the background in the corners', async () => {
      const bytes = await drawPicture('png', { width: 40, height: 20 });
      for (const [width, height] of [
        [45, 37],
        [44, 36],
        [46, 40],
      ] as const) {
        const seen = await rendered(bytes, [{ op: 'rotate-by', degrees: 30, width, height, background: paint }]);
        expect(seen).toMatchObject({ width, height });
        expect(pixelAt(seen, 0, 0)).toEqual([200, 30, 60, 255]);
        const middle = pixelAt(await rendered(bytes, []), 20, 10);
        for (const band of [0, 1, 2]) {
          expect(
            Math.abs((pixelAt(seen, width >> 1, height >> 1)[band] as number) - (middle[band] as number)),
          ).toBeLessThan(25);
        }
      }
    });

    it('go clockwise', async () => {
      const data = new Uint8Array(41 * 41 * 3);
      for (let x = 21; x < 41; x += 1)
        for (let y = 18; y < 23; y += 1) data.fill(255, (y * 41 + x) * 3, (y * 41 + x) * 3 + 3);
      const bytes = await sharp(data, { raw: { width: 41, height: 41, channels: 3 } })
        .png()
        .toBuffer();
      const turned = await rendered(bytes, [
        { op: 'rotate-by', degrees: 80, width: 47, height: 47, background: { ...paint, r: 0, g: 0, b: 0 } },
      ]);
      expect(pixelAt(turned, 25, 38)[0]).toBeGreaterThan(200);
      expect(pixelAt(turned, 38, 20)[0]).toBeLessThan(30);
    });

    it('draw no colour of clear pixels into their edges', async () => {
      const flat = await sharp({ create: { width: 30, height: 30, channels: 3, background: '#c8c8c8' } })
        .png()
        .toBuffer();
      const seen = await rendered(flat, [{ op: 'rotate-by', degrees: 20, width: 38, height: 38, background: clear }]);
      let edges = 0;
      for (let y = 0; y < 38; y += 1)
        for (let x = 0; x < 38; x += 1) {
          const [r, , , alpha] = pixelAt(seen, x, y) as [number, number, number, number];
          if (alpha < 40) continue;
          edges += alpha < 255 ? 1 : 0;
          expect(Math.abs(r - 200), `${x} ${y} ${alpha}`).toBeLessThanOrEqual(4);
        }
      expect(edges).toBeGreaterThan(20);
      expect(pixelAt(seen, 0, 0)[3]).toBe(0);
    });
  });

  it('shrinks light where it is told to, and the numbers of sRGB where not', async () => {
    const [width, height] = [48, 36];
    const board = Uint8Array.from({ length: width * height * 3 }, (_, at) => {
      const pixel = Math.floor(at / 3);
      return ((pixel % width) + Math.floor(pixel / width)) % 2 === 0 ? 255 : 0;
    });
    const bytes = await sharp(board, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    const scale = { op: 'resize', width: 12, height: 9 } as const;
    // Half of the light of white: 0.5 in linear light is 188 in sRGB (IEC 61966-2-1).
    const light = await rendered(bytes, [{ ...scale, linear: true }]);
    const numbers = await rendered(bytes, [scale]);
    for (const [x, y] of [
      [3, 3],
      [6, 4],
      [9, 6],
    ] as const) {
      for (const band of [0, 1, 2]) {
        expect(Math.abs((pixelAt(light, x, y)[band] as number) - 188)).toBeLessThanOrEqual(1);
        expect(Math.abs((pixelAt(numbers, x, y)[band] as number) - 128)).toBeLessThanOrEqual(2);
      }
    }
  });

  it('shrinks light without changing colours, sizes, or what is done before and behind', async () => {
    const bytes = await drawPicture('png', { width: 60, height: 48, alpha: true });
    const list = (linear: object): PixelOp[] => [
      { op: 'orient', orientation: 6 },
      { op: 'extract', left: 4, top: 2, width: 40, height: 50 },
      { op: 'resize', width: 16, height: 20, ...linear },
      { op: 'flatten', background: { r: 20, g: 90, b: 200, alpha: 1 } },
      { op: 'modulate', brightness: 1.1, saturation: 0.8 },
      { op: 'blur', sigma: 1 },
    ];
    const light = await rendered(bytes, list({ linear: true }));
    const numbers = await rendered(bytes, list({}));
    expect(light).toMatchObject({ width: 16, height: 20 });
    expect(meanDifference(light, numbers)).toBeGreaterThan(0);
    expect(meanDifference(light, numbers)).toBeLessThan(6);
  });

  it('a nearest kernel makes squares of pixels, the default one does not', async () => {
    const bytes = await drawPicture('png', { width: 5, height: 4, seed: 2 });
    const before = await rendered(bytes, []);
    const scale = { op: 'resize', width: 50, height: 40 } as const;
    const squares = await rendered(bytes, [{ ...scale, kernel: 'nearest' }]);
    expect(pixelAt(squares, 22, 13)).toEqual(pixelAt(before, 2, 1));
    expect(pixelAt(squares, 28, 18)).toEqual(pixelAt(before, 2, 1));
    expect(meanDifference(squares, await rendered(bytes, [scale]))).toBeGreaterThan(1);
  });

  it('what changes the shape does it to a picture with alpha, and after a border that brings it', async () => {
    const bytes = await drawPicture('png', { width: 30, height: 20, alpha: true });
    const ops: PixelOp[] = [
      { op: 'extend', top: 2, right: 2, bottom: 2, left: 2, background: { ...white, alpha: 0.5 } },
      { op: 'rotate-by', degrees: 10, width: 38, height: 30, background: clear },
      { op: 'mask', shape: 'corners', radii: [4, 4, 4, 4] },
      { op: 'resize', width: 19, height: 15 },
    ];
    expect(await rendered(bytes, ops)).toMatchObject({ width: 19, height: 15 });
  });
}
