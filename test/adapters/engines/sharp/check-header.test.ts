// What is refused by its header or its plan, before a pixel is decoded.
import { afterAll, describe, expect, it } from 'vitest';
import { checkAnimation, checkHeader } from '../../../../adapters/engines/sharp/check-header.ts';
import { createSharpEngine } from '../../../../adapters/engines/sharp/sharp-engine.ts';
import { defaultLimits, type Ext, type PixelOp } from '../../../../core/index.ts';
import { manyPagedTiff } from '../../../../infra/bench/hostile/by-hand.ts';
import { drawAnimation, sourceOf } from '../../../support/pictures.ts';

const engine = createSharpEngine({ limits: { ...defaultLimits, animationPixels: 40_000 }, inputs: ['gif', 'tiff'] });
afterAll(() => engine.close());

describe('a header', () => {
  it.each([
    ['jpg', 7000, 7000, 1, true],
    ['jpg', 7100, 7100, 1, false],
    ['gif', 1000, 1000, 50, true],
    ['gif', 1000, 1000, 51, false],
    ['gif', 1, 1, 256, true],
    ['gif', 1, 1, 257, false],
    ['avif', 4000, 4000, 1, true],
    ['avif', 4000, 4001, 1, false],
    ['svg', 4000, 4000, 1, true],
    ['svg', 4000, 4001, 1, false],
  ] as const)('of %s with %d × %d pixels in %d frames is let in: %s', (ext: Ext, width, height, frames, letIn) => {
    const check = () => checkHeader(ext, { width, height }, frames, defaultLimits);
    if (letIn) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ code: 'over-limit', detail: { limit: expect.any(Number) } }));
  });

  it('of a file with more pages than the limit is refused, though only one of them is decoded', async () => {
    await engine.probe(sourceOf('tiff', manyPagedTiff(256)));
    await expect(engine.probe(sourceOf('tiff', manyPagedTiff(257)))).rejects.toMatchObject({ code: 'over-limit' });
  });
});

describe('an animation', () => {
  const source = { width: 10, height: 10, frames: 4 };
  const resize = (side: number): PixelOp => ({ op: 'resize', width: side, height: side });

  it('is refused where all frames together are beyond the limit, at its end or on the way to it', () => {
    expect(() => checkAnimation([resize(100)], source, 40_000)).not.toThrow();
    expect(() => checkAnimation([resize(101)], source, 40_000)).toThrow('at most 40000 pixels');
    expect(() => checkAnimation([resize(101), resize(5)], source, 40_000)).toThrow('at most 40000 pixels');
    // What it has already is no enlargement.
    expect(() => checkAnimation([resize(10)], source, 1)).not.toThrow();
  });

  it('is refused by the engine before its frames are decoded, and its first frame alone is not', async () => {
    const bytes = await drawAnimation('gif', { width: 10, height: 10 }, [50, 60, 70, 80]);
    const task = { source: sourceOf('gif', bytes), ops: [resize(101)], encode: { op: 'encode', ext: 'gif' } } as const;
    await expect(engine.render({ ...task, frames: 'all' })).rejects.toMatchObject({ code: 'over-limit' });
    expect(await engine.render({ ...task, frames: 'first' })).toMatchObject({ width: 101 });
  });
});
