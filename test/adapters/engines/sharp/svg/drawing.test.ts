// SVG through the engine: drawn as finely as it is asked for, and never read by its path.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { createSharpEngine } from '../../../../../adapters/engines/sharp/sharp-engine.ts';
import { defaultLimits, type PixelOp } from '../../../../../core/index.ts';
import { see } from '../../../../support/colours.ts';
import { sourceOf } from '../../../../support/pictures.ts';
import { scratchFolder } from '../../../../support/scratch-folder.ts';

const engine = createSharpEngine({ limits: { ...defaultLimits, svgPixels: 1_000_000 }, inputs: ['svg', 'png'] });
afterAll(() => engine.close());
const png = { op: 'encode', ext: 'png' } as const;

// Left half black, right half white: enlarged pixels would have a grey seam.
const halves = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10" fill="#fff"/><rect width="5" height="10"/></svg>',
);

it('has its size, an alpha channel and no frames', async () => {
  expect(await engine.probe(sourceOf('svg', halves))).toMatchObject({
    ext: 'svg',
    width: 10,
    height: 10,
    alpha: true,
    frames: 1,
  });
});

it('is drawn at the size that is asked for, and not enlarged from its own', async () => {
  const ops = [{ op: 'resize', width: 400, height: 400 }] as const;
  const { bytes, width } = await engine.render({ source: sourceOf('svg', halves), frames: 'all', ops, encode: png });
  expect(width).toBe(400);
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const row = Array.from({ length: 400 }, (_, x) => data[(200 * 400 + x) * info.channels] as number);
  expect(row.filter((value) => value > 10 && value < 245).length).toBeLessThanOrEqual(2);
});

it('keeps sizes exact where a cut comes first, and where the size asked for is beyond its limit', async () => {
  const cut: PixelOp = { op: 'extract', left: 2, top: 3, width: 5, height: 4 };
  const lists: PixelOp[][] = [
    [cut],
    [{ op: 'resize', width: 3000, height: 2000 }],
    [{ op: 'resize', width: 7, height: 3 }],
  ];
  for (const ops of lists) {
    const { bytes, width, height } = await engine.render({
      source: sourceOf('svg', halves),
      frames: 'all',
      ops,
      encode: png,
    });
    expect(await see(bytes)).toMatchObject({ width, height });
  }
});

it('beside a path it finds nothing', async () => {
  const folder = await scratchFolder();
  await writeFile(
    join(folder, 'beside.png'),
    await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
      .png()
      .toBuffer(),
  );
  const bytes = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="beside.png" width="9" height="9"/></svg>',
  );
  const path = join(folder, 'a.svg');
  await writeFile(path, bytes);
  await expect(engine.probe({ ...sourceOf('svg', bytes), path })).rejects.toMatchObject({ code: 'unsupported-type' });
});

it('more pixels than the limit are refused before they are drawn', async () => {
  const huge = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="16000" height="16000"/>');
  await expect(engine.probe(sourceOf('svg', huge))).rejects.toMatchObject({ code: 'over-limit' });
});
