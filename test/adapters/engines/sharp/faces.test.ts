// Faces are found where the library that the weights come from finds them, and cuts keep them. The photographs with people in
// them are that package's own.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { type Face, findFaces, inputSide } from '../../../../adapters/engines/sharp/faces/find-faces.ts';
import { loadWeights } from '../../../../adapters/engines/sharp/faces/load-weights.ts';
import { createSharpEngine } from '../../../../adapters/engines/sharp/sharp-engine.ts';
import { defaultLimits, type PixelOp } from '../../../../core/index.ts';
import { imagesOrSkip } from '../../../support/images.ts';
import { drawPicture, sourceOf } from '../../../support/pictures.ts';

const demo = join(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')), 'demo');
const engine = createSharpEngine({ limits: defaultLimits, inputs: ['jpg', 'png'] });
const folder = imagesOrSkip(1, 'faces in photographs without people');
afterAll(() => engine.close());

async function facesIn(image: Uint8Array | string): Promise<readonly Face[]> {
  const square = sharp(image).resize(inputSide, inputSide, {
    fit: 'contain',
    position: 'left top',
    background: '#000',
  });
  return findFaces(await square.removeAlpha().toColourspace('srgb').raw().toBuffer(), await loadWeights());
}

describe('faces', () => {
  // Left, top, width, height and score by @vladmandic/face-api 1.7.15 itself, in the same square of 416 pixels.
  it.each([
    ['sample2.jpg', [[304, 39, 59, 55, 0.86]]],
    [
      'sample6.jpg',
      [
        [311, 68, 64, 62, 0.87],
        [133, 80, 65, 61, 0.85],
        [40, 111, 71, 63, 0.83],
        [237, 76, 66, 60, 0.8],
        [277, 72, 63, 62, 0.63],
      ],
    ],
  ] as const)('of %s are where the library finds them', async (name, expected) => {
    const faces = await facesIn(join(demo, name));
    expect(faces).toHaveLength(expected.length);
    for (const [index, [left, top, width, height, score]] of expected.entries()) {
      const face = faces[index] as Face;
      const found = [face.left, face.top, face.width, face.height];
      for (const [place, value] of [left, top, width, height].entries()) {
        expect(Math.abs((found[place] as number) - value), `${name} ${index}`).toBeLessThan(3);
      }
      expect(face.score).toBeCloseTo(score, 1);
    }
  });

  it.runIf(folder)('are not found where nobody is', async () => {
    for (const file of ['photos/bird-1mp.jpg', 'photos/foliage-1mp.jpg', 'sharp/320x240.jpg']) {
      expect(await facesIn(join(folder as string, file)), file).toEqual([]);
    }
  });

  it('are kept by a cut, whatever the picture went through before', async () => {
    const size = { width: 90, height: 150 };
    const source = sourceOf('jpg', await readFile(join(demo, 'sample2.jpg')));
    const ops: PixelOp[] = [
      { op: 'flip', horizontal: true, vertical: false },
      { op: 'resize', ...size, strategy: 'face' },
      { op: 'flip', horizontal: true, vertical: false },
    ];
    const mirrored = await engine.render({ source, frames: 'first', ops, encode: { op: 'encode', ext: 'png' } });
    expect(mirrored).toMatchObject(size);
    expect((await facesIn(mirrored.bytes)).length).toBeGreaterThan(0);
  });

  it('that are not there leave the cut to attention', async () => {
    const source = sourceOf('png', await drawPicture('png', { width: 90, height: 40, alpha: true }));
    const [face, attention] = await Promise.all(
      (['face', 'attention'] as const).map((strategy) => {
        const ops: PixelOp[] = [{ op: 'resize', width: 20, height: 20, strategy }];
        return engine.render({ source, frames: 'first', ops, encode: { op: 'encode', ext: 'png' } });
      }),
    );
    expect(Buffer.from(face?.bytes ?? []).equals(attention?.bytes ?? Buffer.alloc(0))).toBe(true);
  });
});
