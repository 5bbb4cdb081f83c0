// Image engines: the short texts they make of a picture.
import { decode, isBlurhashValid } from 'blurhash';
import sharp from 'sharp';
import { thumbHashToAverageRGBA } from 'thumbhash';
import { describe, expect, it } from 'vitest';
import type { EncodeOp, PixelOp, TextExt } from '../../../core/index.ts';
import { drawPicture } from '../../support/pictures.ts';
import { type EngineUnderTest, task, white } from './tasks.ts';

const red = { r: 220, g: 20, b: 40 };

/** Three quarters red, one quarter clear or of a colour. */
async function flag(other: { r: number; g: number; b: number; alpha: number }): Promise<Uint8Array> {
  const side = 40;
  const pixels = Array.from({ length: side * side }, (_, index) =>
    index % side < 30 ? [red.r, red.g, red.b, 255] : [other.r, other.g, other.b, other.alpha * 255],
  );
  return sharp(Uint8Array.from(pixels.flat()), { raw: { width: side, height: side, channels: 4 } })
    .png()
    .toBuffer();
}

export function textContract({ engine }: EngineUnderTest): void {
  const textOf = async (ext: TextExt, bytes: Uint8Array, ops: PixelOp[] = [], more: Partial<EncodeOp> = {}) => {
    const encode: EncodeOp = { op: 'encode', ext, ...more };
    const result = await engine().render(task('png', bytes, ops, { encode }));
    return { ...result, text: new TextDecoder().decode(result.bytes) };
  };

  describe('texts about a picture', () => {
    it('tells sizes as JSON: of what was made, and of the original', async () => {
      const bytes = await drawPicture('png', { width: 50, height: 40 });
      const { text, width, height } = await textOf('json', bytes, [{ op: 'resize', width: 20, height: 10 }]);
      expect({ width, height }).toEqual({ width: 20, height: 10 });
      expect(JSON.parse(text)).toEqual({
        width: 20,
        height: 10,
        original: { file_size: bytes.length, width: 50, height: 40, format: 'image/png' },
      });
    });

    it('makes a BlurHash that shows the picture behind its operations', async () => {
      const bytes = await flag({ ...white, alpha: 1 });
      const whole = await textOf('blurhash', bytes);
      expect(isBlurhashValid(whole.text)).toEqual({ result: true });
      const cut = await textOf('blurhash', bytes, [{ op: 'extract', left: 0, top: 0, width: 20, height: 40 }]);
      const shown = decode(cut.text, 8, 8);
      const mean = (band: number) => shown.filter((_, at) => at % 4 === band).reduce((a, b) => a + b, 0) / 64;
      expect(Math.abs(mean(0) - red.r) + Math.abs(mean(1) - red.g) + Math.abs(mean(2) - red.b)).toBeLessThan(20);
      expect(cut.text).not.toBe(whole.text);
    });

    it('makes a ThumbHash, with what is clear', async () => {
      const seen = await textOf('thumbhash', await flag({ ...white, alpha: 0 }));
      expect(thumbHashToAverageRGBA(Buffer.from(seen.text, 'base64')).a).toBeLessThan(0.9);
      const opaque = await textOf('thumbhash', await flag({ ...white, alpha: 1 }));
      expect(thumbHashToAverageRGBA(Buffer.from(opaque.text, 'base64')).a).toBe(1);
    });

    it('tells the commonest colours and their shares, and counts nothing that cannot be seen', async () => {
      const both = JSON.parse((await textOf('palette', await flag({ ...white, alpha: 1 }), [], { colors: 2 })).text);
      expect(both).toEqual({
        dominant: '#dc1428',
        colors: [
          { hex: '#dc1428', share: 0.75 },
          { hex: '#ffffff', share: 0.25 },
        ],
      });
      const one = JSON.parse((await textOf('palette', await flag({ ...white, alpha: 0 }), [], { colors: 2 })).text);
      expect(one).toEqual({ dominant: '#dc1428', colors: [{ hex: '#dc1428', share: 1 }] });
      const clear = { create: { width: 9, height: 9, channels: 4, background: { ...white, alpha: 0 } } } as const;
      const nothing = JSON.parse((await textOf('palette', await sharp(clear).png().toBuffer())).text);
      expect(nothing).toEqual({ dominant: null, colors: [] });
    });

    it('tells no more colours than were asked for, each pixel by one of them', async () => {
      const bytes = await drawPicture('png', { width: 60, height: 50 });
      for (const colors of [3, 5, 20]) {
        const told = JSON.parse((await textOf('palette', bytes, [], { colors })).text).colors as { share: number }[];
        expect(told).toHaveLength(colors);
        expect(told.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 2);
      }
    });

    it('cuts png and gif down to the colours that were asked for', async () => {
      const bytes = await drawPicture('png', { width: 60, height: 50 });
      for (const ext of ['png', 'gif'] as const) {
        const encode: EncodeOp = { op: 'encode', ext, colors: 4 };
        const { bytes: made } = await engine().render(task('png', bytes, [], { encode }));
        const { data } = await sharp(made).removeAlpha().raw().toBuffer({ resolveWithObject: true });
        const seen = new Set<string>();
        for (let at = 0; at < data.length; at += 3) seen.add(data.toString('hex', at, at + 3));
        expect(seen.size).toBeGreaterThan(1);
        expect(seen.size).toBeLessThanOrEqual(4);
      }
    });
  });
}
