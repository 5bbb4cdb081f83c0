// What a result loses by being made of shared pixels: as a score of visible difference (similarity.ts) from the picture
// that a careful renderer would make, the whole source averaged in linear light; against what the direct result has.
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createSharpEngine } from '../../../../adapters/engines/sharp/sharp-engine.ts';
import { type Scales, scalesOf, score } from '../../../../adapters/engines/sharp/similarity.ts';
import type { Pixels } from '../../../../core/engine/pixels/pixels.ts';
import {
  type BatchOutput,
  defaultLimits,
  type EngineSource,
  Failure,
  type Made,
  type PixelOp,
} from '../../../../core/index.ts';
import { imagesOrSkip } from '../../../support/images.ts';

const widths = [320, 960, 1600];
const photos = ['foliage-12mp.jpg', 'mountain-12mp.jpg'];
const folder = imagesOrSkip(photos.length, 'photographs made of shared pixels') ?? '';

describe.runIf(folder)('results made of shared pixels', () => {
  it.each(photos)('look as much like the picture as those that are made directly: %s', async (photo) => {
    const engine = createSharpEngine({ limits: defaultLimits, inputs: ['jpg'] });
    const source: EngineSource = {
      ext: 'jpg',
      byteLength: 1,
      path: join(folder, 'photos', photo),
      bytes: () => Promise.reject(new Error('read by path')),
    };
    const sizes = widths.map((width) => ({ op: 'resize', width, height: (width * 3) / 4 }) as const);
    const made = async (encode: BatchOutput['encode'], listOf: (resize: (typeof sizes)[number]) => PixelOp[]) => {
      const results: Made[] = [];
      const outputs = sizes.map((size) => ({ ops: listOf(size), encode }));
      await engine.renderBatch({ source, frames: 'first', outputs }, (place, result) => {
        if (result instanceof Failure) throw result;
        results[place] = result;
      });
      return Promise.all(results.map(async (result) => scalesOf(await pixelsOf(result))));
    };
    const jpg = { op: 'encode', ext: 'jpg', quality: 80 } as const;
    const careful = await made({ op: 'keep' }, (resize) => [
      { op: 'shrink', by: 1 },
      { ...resize, linear: true },
    ]);
    const direct = await made(jpg, (resize) => [resize]);
    const steps = (width: number) => [1600, 800].filter((side) => width <= side).flatMap(stepTo);
    const shared = await made(jpg, (resize) => [{ op: 'shrink', by: 2 }, ...steps(resize.width), resize]);
    for (const [at, reference] of careful.entries()) {
      const lost = score(reference, direct[at] as Scales) - score(reference, shared[at] as Scales);
      // In scores of 0 to 100, where a step of quality from 80 to 75 costs about 3.
      expect(lost, `${widths[at]} px`).toBeLessThan(2);
    }
  });
});

// As core/pipeline/shared-plan.ts has them.
function stepTo(width: number): PixelOp[] {
  return [{ op: 'resize', width, height: (width * 3) / 4 }, { op: 'hold' }];
}

async function pixelsOf({ bytes, width, height, channels }: Made): Promise<Pixels> {
  if (channels !== undefined) return { data: bytes, width, height, channels };
  const { data } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  return { data, width, height, channels: 3 };
}
