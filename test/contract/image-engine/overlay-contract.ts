// Image engines: images and text on a picture. What is expected of images is worked out pixel by pixel; text is looked at.
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { EncodeOp, Ext, OverlayOp, PixelOp, TextMark } from '../../../core/index.ts';
import { meanDifference, pixelAt, type Seen, see } from '../../support/colours.ts';
import { drawAnimation, drawPicture, drawPixels, sourceOf } from '../../support/pictures.ts';
import { kindsOfSources } from './kinds-of-sources.ts';
import { type EngineUnderTest, task } from './tasks.ts';

const mark = { width: 9, height: 6 };
const version = '0123456789abcdef0123';
const lossless: EncodeOp = { op: 'encode', ext: 'webp', lossless: true };

function overlay(more: Partial<OverlayOp> = {}): OverlayOp {
  const place = { x: 20, y: 12, of: { x: 1, y: 1 } };
  return { op: 'overlay', mark: { image: version, ...mark }, degrees: 0, opacity: 1, place, ...more };
}

/** The mark with its top left corner at each of these places, by Porter and Duff. */
function laid(under: Seen, over: Seen, opacity: number, places: readonly (readonly [number, number])[]): Seen {
  const rgba = new Uint8Array(under.rgba);
  for (const [left, top] of places) {
    for (let at = 0; at < under.rgba.length / 4; at += 1) {
      const [x, y] = [(at % under.width) - left, (Math.floor(at / under.width) % under.height) - top];
      if (x < 0 || y < 0 || x >= over.width || y >= over.height) continue;
      const [r = 0, g = 0, b = 0, a = 0] = pixelAt(over, x, y);
      const [source, ground] = [(a * opacity) / 255, (rgba[at * 4 + 3] as number) / 255];
      const alpha = source + ground * (1 - source);
      const mix = (value: number, band: number) =>
        alpha === 0 ? 0 : (value * source + (rgba[at * 4 + band] as number) * ground * (1 - source)) / alpha;
      rgba.set([mix(r, 0), mix(g, 1), mix(b, 2), 255 * alpha].map(Math.round), at * 4);
    }
  }
  return { ...under, rgba };
}

export function overlayContract({ engine }: EngineUnderTest): void {
  const seen = async (ext: Ext, bytes: Uint8Array, ops: readonly PixelOp[], image?: [Ext, Uint8Array]) => {
    const images = image ? [{ version, source: sourceOf(...image) }] : [];
    return see((await engine().render(task(ext, bytes, ops, { encode: lossless, images }))).bytes);
  };

  describe('an image on a picture', () => {
    it.each(kindsOfSources)('which is %s', async (_, ext, draw) => {
      const bytes = await draw();
      const image = await drawPicture('png', { ...mark, alpha: true, seed: 5 });
      const expected = laid(await seen(ext, bytes, []), await see(image), 0.7, [[11, 6]]);
      const result = await seen(ext, bytes, [overlay({ opacity: 0.7 })], ['png', image]);
      expect(result).toMatchObject({ width: expected.width, height: expected.height, frames: expected.frames });
      expect(meanDifference(result, expected)).toBeLessThan(0.2);
    });

    const marks: readonly (readonly [string, Ext, () => Promise<Uint8Array>])[] = [
      ['turned by its EXIF tag', 'jpg', () => drawPicture('jpg', { width: 6, height: 9, orientation: 6 })],
      ['mirrored by its EXIF tag', 'png', () => drawPicture('png', { width: 9, height: 6, orientation: 2 })],
      ['grey', 'png', () => of(false).toColourspace('b-w').png().toBuffer()],
      ['grey with alpha', 'png', () => of(true).toColourspace('b-w').png().toBuffer()],
      ['of 16 bits', 'png', () => of(true).toColourspace('rgb16').png().toBuffer()],
      ['CMYK', 'jpg', () => of(false).toColourspace('cmyk').jpeg().toBuffer()],
      ['an animation, of which it is the first frame', 'gif', () => drawAnimation('gif', mark, [50, 60])],
    ];
    const of = (alpha: boolean) => sharp(drawPixels({ ...mark, alpha }), { raw: { ...mark, channels: alpha ? 4 : 3 } });

    it.each(marks)('is itself %s', async (_, ext, draw) => {
      const bytes = await drawPicture('png', { width: 26, height: 18 });
      const image = await draw();
      const { orientation } = await engine().probe(sourceOf(ext, image));
      const upright: PixelOp[] = orientation === 1 ? [] : [{ op: 'orient', orientation }];
      const alone = await see((await engine().render(task(ext, image, upright, { frames: 'first' }))).bytes);
      expect(alone).toMatchObject(mark);
      const expected = laid(await see(bytes), alone, 1, [[11, 6]]);
      expect(meanDifference(await seen('png', bytes, [overlay()], [ext, image]), expected)).toBeLessThan(0.2);
    });

    it('lies where it is put, cut off at the edges, turned, and repeated', async () => {
      const bytes = await drawPicture('png', { width: 26, height: 18, seed: 2 });
      const image = await drawPicture('png', { ...mark, alpha: true });
      const [under, over] = [await see(bytes), await see(image)];
      const quarter = await see(await sharp(image).rotate(90).png().toBuffer());
      const at = (x: number, y: number, of = { x: 0, y: 0 }) => ({ place: { x, y, of } });
      const everywhere = [-5, 7, 19].flatMap((x) => [-2, 7, 16].map((y) => [x, y] as const));
      for (const [more, patch, places] of [
        [at(0, 0), over, [[0, 0]]],
        [at(26, 18, { x: 1, y: 1 }), over, [[17, 12]]],
        [at(13, 9, { x: 0.5, y: 0.5 }), over, [[9, 6]]],
        [at(-4, 15), over, [[-4, 15]]],
        [at(40, 3), over, []],
        [{ ...at(3, 4), degrees: 90 }, quarter, [[3, 4]]],
        [{ ...at(7, 7), tile: { across: 3, down: 3 } }, over, everywhere],
      ] as const) {
        const result = await seen('png', bytes, [overlay(more)], ['png', image]);
        expect(meanDifference(result, laid(under, patch, 1, places)), JSON.stringify(more)).toBeLessThan(0.2);
      }
    });

    it('is scaled, and turned by any angle without a seam at its clear edges', async () => {
      const bytes = await drawPicture('png', { width: 90, height: 90 });
      const white = await sharp({ create: { width: 12, height: 12, channels: 3, background: '#fff' } })
        .png()
        .toBuffer();
      const op = overlay({
        mark: { image: version, width: 40, height: 40 },
        degrees: 45,
        place: { x: 45, y: 45, of: { x: 0.5, y: 0.5 } },
      });
      const [under, result] = [await see(bytes), await seen('png', bytes, [op], ['png', white])];
      // A diamond of 40 √2 from corner to corner: inside it is white, outside nothing has changed, no pixel is darker.
      expect(pixelAt(result, 45, 20)).toEqual([255, 255, 255, 255]);
      expect(pixelAt(result, 25, 25)).toEqual(pixelAt(under, 25, 25));
      expect(result.rgba.every((value, place) => value >= (under.rgba[place] as number) - 1)).toBe(true);
    });

    it('is laid at its place of the list', async () => {
      const bytes = await drawPicture('png', { width: 26, height: 18 });
      const image = await drawPicture('png', { ...mark, alpha: true });
      const mirror: PixelOp = { op: 'flip', horizontal: true, vertical: false };
      const before = await seen('png', bytes, [overlay(), mirror], ['png', image]);
      const after = await see(
        await sharp(await png(bytes, [overlay()], image))
          .flop()
          .png()
          .toBuffer(),
      );
      expect(meanDifference(before, after)).toBe(0);
    });

    const png = async (bytes: Uint8Array, ops: readonly PixelOp[], image: Uint8Array) =>
      (await engine().render(task('png', bytes, ops, { images: [{ version, source: sourceOf('png', image) }] }))).bytes;

    it('is refused where it cannot be decoded', async () => {
      const bytes = await drawPicture('png', { width: 26, height: 18 });
      const damaged = (await drawPicture('jpg', { width: 90, height: 70 })).subarray(0, 700);
      const failure = await seen('png', bytes, [overlay()], ['jpg', damaged]).catch((error) => error);
      expect(failure.code).toBe('corrupt-image');
    });
  });

  describe('text on a picture', () => {
    const ground = { width: 420, height: 120 };

    // White on black, so that what is seen is how much of a pixel is ink.
    const ink = async (text: string, more: Partial<TextMark> = {}) => {
      const black = await sharp({ create: { ...ground, channels: 3, background: '#000' } })
        .png()
        .toBuffer();
      const line: TextMark = { text, size: 40, ...ground, r: 255, g: 255, b: 255, ...more };
      const result = await seen('png', black, [overlay({ mark: line, place: { x: 0, y: 0, of: { x: 0, y: 0 } } })]);
      return inkOf(result);
    };

    // Every one of these is drawn as a shape of its own, and not as the box of what no font has.
    it.each([
      ['Latin', 'Aß'],
      ['Vietnamese', 'ệ'],
      ['Greek', 'Ωή'],
      ['Cyrillic', 'Жђ'],
      ['Hebrew', 'שם'],
      ['Arabic', 'عم'],
      ['Devanagari', 'कि'],
      ['Thai', 'ที่'],
      ['Chinese', '中體'],
      ['Japanese', 'あカ'],
      ['Korean', '한글'],
      ['Armenian', 'Հ'],
      ['Bengali', 'স্ক'],
      ['Ethiopic', 'አ'],
      ['Georgian', 'ქ'],
      ['Gujarati', 'ગુ'],
      ['Gurmukhi', 'ਪੰ'],
      ['Kannada', 'ಕ್ನ'],
      ['Khmer', 'ខ្មែ'],
      ['Lao', 'ລາ'],
      ['Malayalam', 'മ'],
      ['Burmese', 'မြ'],
      ['Odia', 'ଓ'],
      ['Sinhala', 'සිං'],
      ['Tamil', 'ழ்'],
      ['Telugu', 'స్కా'],
      ['emoji', '🎉👨‍👩‍👧'],
    ])('is drawn in %s', async (_, text) => {
      for (const character of new Intl.Segmenter('en').segment(text)) {
        const { width, height, at } = await ink(character.segment);
        expect(width * height, character.segment).toBeGreaterThan(50);
        expect(isBox({ width, height, at }), character.segment).toBe(false);
      }
    });

    it('is a box where no font has the character', async () => {
      expect(isBox(await ink('\u{10fffd}'))).toBe(true);
    });

    it('is shaped, and runs from right to left where its script does', async () => {
      const alone = await ink('ب');
      // Four letters that join are shorter than four that do not.
      expect((await ink('بببب')).width).toBeLessThan(3.5 * alone.width);
      const [plain, forced, other] = await Promise.all([ink('אבג'), ink('\u202eאבג'), ink('\u202dאבג')]);
      expect(plain).toMatchObject({ width: forced?.width });
      expect(plain?.print()).toBe(forced?.print());
      expect(plain?.print()).not.toBe(other?.print());
      // A vowel sign that is typed behind its consonant and stands in front of it.
      expect((await ink('कि')).width).toBeGreaterThan((await ink('क')).width);
    });

    it('is data: markup is shown and not obeyed', async () => {
      const plain = await ink('x');
      for (const text of ['<b>x</b>', '<span size="200%">x</span>', '&lt;x&gt;', '<x', '&amp;', '&#120;', '\'&"<>']) {
        expect((await ink(text, { size: 20 })).width, text).toBeGreaterThan(plain.width);
      }
      expect((await ink('&lt;')).width).toBeGreaterThan(2 * (await ink('<')).width);
    });

    it('has the size that was asked for, unless that is larger than its box', async () => {
      const [small, large] = [await ink('Hxg', { size: 20 }), await ink('Hxg', { size: 60 })];
      expect(large.height / small.height).toBeCloseTo(3, 0);
      const squeezed = await ink('A line that is much too long for its box', { size: 90 });
      expect(squeezed.width).toBeLessThanOrEqual(ground.width);
      const filling = await ink('Hxg', { width: 200, height: 100 });
      expect(filling.width).toBeLessThanOrEqual(200);
      const { size: _, ...fit } = { text: 'Hxg', width: 200, height: 100, r: 255, g: 255, b: 255, size: 0 };
      const black = await sharp({ create: { ...ground, channels: 3, background: '#000' } })
        .png()
        .toBuffer();
      const fitted = inkOf(
        await seen('png', black, [overlay({ mark: fit, place: { x: 0, y: 0, of: { x: 0, y: 0 } } })]),
      );
      expect(fitted.height > 95 || fitted.width > 190).toBe(true);
    });

    it('has its colour and its opacity', async () => {
      const bytes = await sharp({ create: { width: 60, height: 60, channels: 4, background: '#00f8' } })
        .png()
        .toBuffer();
      const block: TextMark = { text: '█', size: 200, width: 60, height: 60, r: 255, g: 0, b: 0 };
      const place = { x: 30, y: 30, of: { x: 0.5, y: 0.5 } };
      const [solid, half] = await Promise.all(
        [1, 0.5].map((opacity) => seen('png', bytes, [overlay({ mark: block, place, opacity })])),
      );
      expect(pixelAt(solid as Seen, 30, 30)).toEqual([255, 0, 0, 255]);
      expect(pixelAt(half as Seen, 30, 30)[3]).toBeGreaterThan(190);
    });
  });
}

interface Ink {
  readonly width: number;
  readonly height: number;
  at(x: number, y: number): number;
  print(): string;
}

/** The part of a picture that is not black. */
function inkOf(seen: Seen): Ink {
  const value = (x: number, y: number) => seen.rgba[(y * seen.width + x) * 4] as number;
  const columns = Array.from({ length: seen.width }, (_, x) => x);
  const rows = Array.from({ length: seen.height }, (_, y) => y);
  const inked = columns.filter((x) => rows.some((y) => value(x, y) > 40));
  const lined = rows.filter((y) => columns.some((x) => value(x, y) > 40));
  const [left, top] = [inked[0] ?? 0, lined[0] ?? 0];
  const [width, height] = [(inked.at(-1) ?? -1) + 1 - left, (lined.at(-1) ?? -1) + 1 - top];
  const at = (x: number, y: number) => value(left + x, top + y);
  const print = () => lined.map((y) => inked.map((x) => (value(x, y) > 127 ? '#' : ' ')).join('')).join('\n');
  return { width, height, at, print };
}

/** Ink along all four edges. */
function isBox({ width, height, at }: Omit<Ink, 'print'>): boolean {
  const share = (length: number, value: (place: number) => number) =>
    Array.from({ length }, (_, place) => value(place)).filter((ink) => ink > 60).length / length;
  return [
    share(width, (x) => Math.max(at(x, 0), at(x, 1))),
    share(width, (x) => Math.max(at(x, height - 1), at(x, height - 2))),
    share(height, (y) => Math.max(at(0, y), at(1, y))),
    share(height, (y) => Math.max(at(width - 1, y), at(width - 2, y))),
  ].every((edge) => edge > 0.9);
}
