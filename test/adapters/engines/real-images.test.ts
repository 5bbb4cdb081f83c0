// Real files: photographs as cameras turn them, PNG in all its forms, animations, and what was made to break decoders.
// Everything goes through the pool: whatever a file does, this process has to survive it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEnginePool } from '../../../adapters/engines/pool/engine-pool.ts';
import { sniff } from '../../../core/image/sniff.ts';
import {
  defaultLimits,
  type EngineSource,
  type Ext,
  Failure,
  type ImageEngine,
  type PixelOp,
  type Probe,
  type RenderTask,
  sizeAfter,
} from '../../../core/index.ts';
import { meanDifference, type Seen, see } from '../../support/colours.ts';
import { imagesOrSkip } from '../../support/images.ts';
import { drawPicture, sourceOf } from '../../support/pictures.ts';
import { programOf } from '../../support/program.ts';

const folder = imagesOrSkip(18 + 175 + 5 + 44 + 5, 'real images') ?? '';
const inputs = ['jpg', 'png', 'webp', 'gif', 'avif', 'tiff'] as const satisfies readonly Ext[];

describe.runIf(folder)('real images', () => {
  let engine: ImageEngine;
  beforeAll(async () => {
    engine = await createEnginePool({
      entry: programOf('adapters/node/render-child.ts'),
      renderers: 2,
      limits: defaultLimits,
      config: { limits: defaultLimits, inputs },
    });
  });
  afterAll(() => engine.close());

  const at = (ext: Ext, ...place: string[]): EngineSource => ({
    ext,
    byteLength: 1,
    path: join(folder, ...place),
    bytes: () => Promise.reject(new Error('read by path')),
  });
  const png = { op: 'encode', ext: 'png' } as const;

  describe('orientation', () => {
    const upright = async (name: string): Promise<Seen & { probe: Probe }> => {
      const source = at('jpg', 'exif', name);
      const probe = await engine.probe(source);
      const { orientation } = probe;
      const orient: PixelOp[] = orientation === 1 ? [] : [{ op: 'orient', orientation }];
      const { width, height } = orient.reduce(sizeAfter, { width: probe.width, height: probe.height });
      const [w, h] = width > height ? [120, 90] : [90, 120];
      const task: RenderTask = {
        source,
        frames: 'all',
        ops: [...orient, { op: 'resize', width: w, height: h }],
        encode: png,
      };
      return { ...(await see((await engine.render(task)).bytes)), probe };
    };

    it.each(['Landscape', 'Portrait'])('all nine files of one kind come out upright and alike: %s', async (kind) => {
      const pictures = await Promise.all(Array.from({ length: 9 }, (_, index) => upright(`${kind}_${index}.jpg`)));
      const first = pictures[0] as Seen;
      expect(first.width > first.height).toBe(kind === 'Landscape');
      for (const [index, picture] of pictures.entries()) {
        // The files were compressed after turning: 8 × 8 blocks lie elsewhere.
        expect(meanDifference(picture, first), `${kind}_${index}`).toBeLessThan(4);
      }
      expect(new Set(pictures.map(({ probe }) => probe.orientation)).size).toBe(8);
      const { bytes } = await engine.render({
        source: at('jpg', 'exif', `${kind}_1.jpg`),
        frames: 'all',
        ops: [
          { op: 'rotate', degrees: 180 },
          { op: 'resize', width: first.width, height: first.height },
        ],
        encode: png,
      });
      expect(meanDifference(await see(bytes), first), 'upside down').toBeGreaterThan(20);
    });
  });

  describe('PngSuite', () => {
    const files = folder === '' ? [] : readdirSync(join(folder, 'pngsuite')).filter((name) => name.endsWith('.png'));

    it('every valid file is decoded to its own size', async () => {
      const valid = files.filter((name) => !name.startsWith('x'));
      expect(valid.length).toBeGreaterThan(150);
      for (const name of valid) {
        // IHDR, PNG specification 11.2.1.
        const header = readFileSync(join(folder, 'pngsuite', name)).subarray(16, 24);
        const size = { width: header.readUInt32BE(0), height: header.readUInt32BE(4) };
        expect(await engine.probe(at('png', 'pngsuite', name)), name).toMatchObject({ ...size, frames: 1 });
        const task: RenderTask = { source: at('png', 'pngsuite', name), frames: 'all', ops: [], encode: png };
        expect(await engine.render(task), name).toMatchObject(size);
      }
    });

    it('every corrupt file is refused', async () => {
      const corrupt = files.filter((name) => name.startsWith('x'));
      expect(corrupt.length).toBe(14);
      for (const name of corrupt) {
        const failure = await engine.probe(at('png', 'pngsuite', name)).catch((error) => error);
        expect(['corrupt-image', 'unsupported-type'], name).toContain(failure.code);
      }
    });
  });

  describe('animations', () => {
    it.each([
      ['rotating-squares.gif', 30, 80, 80],
      ['rotating-squares.webp', 9, 80, 80],
      ['animated-loop-3.gif', 10, 370, 285],
      ['animated-loop-3.webp', 10, 370, 285],
    ] as const)('frames, delays and loop are kept: %s', async (name, frames, width, height) => {
      const ext = name.split('.').at(-1) as 'gif' | 'webp';
      const source = at(ext, 'sharp', name);
      expect(await engine.probe(source)).toMatchObject({ frames, width, height, animated: true });
      const original = await sharp(join(folder, 'sharp', name)).metadata();
      const ops: PixelOp[] = [
        { op: 'rotate', degrees: 90 },
        { op: 'resize', width: 57, height: 74 },
      ];
      const { bytes, ...size } = await engine.render({ source, frames: 'all', ops, encode: { op: 'encode', ext } });
      expect(size).toEqual({ width: 57, height: 74 });
      const made = await sharp(bytes).metadata();
      expect(made).toMatchObject({ pages: frames, loop: original.loop });
      expect(made.delay).toEqual(original.delay);
    });
  });

  it('a transparent PNG becomes a JPEG on its background', async () => {
    const source = at('png', 'sharp', 'full-transparent.png');
    const ops: PixelOp[] = [
      { op: 'flatten', background: { r: 255, g: 128, b: 0, alpha: 1 } },
      { op: 'resize', width: 8, height: 8 },
    ];
    const { bytes } = await engine.render({
      source,
      frames: 'all',
      ops,
      encode: { op: 'encode', ext: 'jpg', quality: 95 },
    });
    const { rgba } = await see(bytes);
    for (const [band, value] of [255, 128, 0].entries())
      expect(Math.abs((rgba[band] as number) - value)).toBeLessThan(4);
  });

  describe('files that were made to break decoders', () => {
    const place = join(folder, 'bombs');
    const files = folder === '' ? [] : readdirSync(place);
    const allowed = ['unsupported-type', 'corrupt-image', 'over-limit', 'too-large'];

    it('each is refused or rendered, under its own name and under every other, and the server goes on', async () => {
      expect(files.length).toBeGreaterThan(40);
      const fates = new Map<string, number>();
      for (const name of files) {
        const own = sniff(readFileSync(join(place, name)).subarray(0, 4096));
        for (const ext of own === undefined ? inputs : [own, 'png' as const]) {
          const ops: PixelOp[] = [
            { op: 'rotate', degrees: 90 },
            { op: 'resize', width: 20, height: 20 },
          ];
          for (const work of [
            () => engine.probe(at(ext, 'bombs', name)),
            () => engine.render({ source: at(ext, 'bombs', name), frames: 'all', ops, encode: png }),
          ]) {
            const fate = await work().then(
              () => 'rendered',
              (error) => (error instanceof Failure ? error.code : String(error)),
            );
            fates.set(fate, (fates.get(fate) ?? 0) + 1);
            expect(['rendered', ...allowed], `${name} as ${ext}`).toContain(fate);
          }
        }
      }
      for (const fate of ['rendered', 'unsupported-type', 'corrupt-image', 'over-limit'])
        expect(fates.get(fate)).toBeGreaterThan(0);
      const alive = sourceOf('png', await drawPicture('png', { width: 5, height: 4 }));
      expect(await engine.probe(alive)).toMatchObject({ width: 5, height: 4 });
    });

    it.each([
      ['bombs', 'truncated.jpg'],
      ['bombs', 'truncated.gif'],
      ['sharp', 'truncated.jpg'],
      ['sharp', 'truncated.png'],
      ['sharp', 'corrupt-header.jpg'],
    ])('%s/%s is corrupt', async (...place) => {
      const source = at(place[1]?.split('.').at(-1) as Ext, ...place);
      await expect(engine.probe(source)).rejects.toMatchObject({ code: 'corrupt-image' });
    });
  });
});
