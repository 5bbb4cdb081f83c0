// The engine inside workerd keeps the contract of engines; and beside sharp, what both make of the same task has to look alike.
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSharpEngine } from '../../../../adapters/engines/sharp/sharp-engine.ts';
import { scalesOf, score } from '../../../../adapters/engines/sharp/similarity.ts';
import { defaultLimits, type EncodeOp, type ImageEngine, type OpOf, type PixelOp } from '../../../../core/index.ts';
import { imageEngineContract } from '../../../contract/image-engine.contract.ts';
import { meanDifference, pixelAt, type Seen, see } from '../../../support/colours.ts';
import { drawAnimation, drawPicture, sourceOf } from '../../../support/pictures.ts';
import { remoteEngine } from '../../../support/remote-engine.ts';
import { startWorkers } from '../../../support/worker-harness.ts';
import { engineOmits } from './engine-omits.ts';
import { memoryCases } from './memory-cases.ts';

const size = { width: 160, height: 120 };
const red = { r: 255, g: 0, b: 16, alpha: 1 };
const png: EncodeOp = { op: 'encode', ext: 'png' };
const version = '0123456789abcdef0123';
const workers = await startWorkers({ configPath: 'test/support/workers/wasm.toml' });
let engine: ImageEngine;
const beside = createSharpEngine({ limits: defaultLimits, inputs: ['jpg', 'png', 'webp', 'avif', 'gif'] });

beforeAll(async () => {
  engine = await remoteEngine(workers.url);
});
afterAll(() => workers.stop());

// First: its codecs have not grown yet.
memoryCases(workers.url);

imageEngineContract('WebAssembly in workerd', (limits) => remoteEngine(workers.url, limits), {
  formats: ['jpg', 'png', 'webp'],
  omits: engineOmits,
});

const render = async (ops: readonly PixelOp[], encode = png, bytes?: Uint8Array, by = engine) => {
  const source = sourceOf('png', bytes ?? (await drawPicture('png', size)));
  const images = [{ version, source: sourceOf('png', await drawPicture('png', { ...size, alpha: true, seed: 4 })) }];
  return by.render({ source, frames: 'all', ops, encode, images });
};
const both = async (ops: readonly PixelOp[], encode = png) =>
  Promise.all([engine, beside].map(async (by) => see((await render(ops, encode, undefined, by)).bytes))) as Promise<
    [Seen, Seen]
  >;
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error) => error.code,
  );
const scoreOf = (a: Seen, b: Seen) => {
  const scales = ({ rgba, width, height }: Seen) => scalesOf({ data: rgba, width, height, channels: 4 });
  return score(scales(a), scales(b));
};

it('is named after the packages it has', async () => {
  const { dependencies } = JSON.parse(await readFile('package.json', 'utf8'));
  for (const part of ['jpeg', 'png', 'webp']) {
    expect(engine.mark).toContain(`${part}-${dependencies[`@jsquash/${part}`]}`);
  }
});

describe('makes what sharp makes', () => {
  const mix = {
    op: 'matrix',
    rows: [
      [0.4, 0.7, 0.1],
      [0.3, 0.6, 0.1],
      [0.2, 0.5, 0.1],
    ],
  } as const;
  const exact: PixelOp[] = [
    { op: 'rotate', degrees: 90 },
    { op: 'rotate', degrees: 180 },
    { op: 'rotate', degrees: 270 },
    { op: 'flip', horizontal: true, vertical: false },
    { op: 'flip', horizontal: false, vertical: true },
    ...([2, 3, 4, 5, 6, 7, 8] as const).map((orientation): PixelOp => ({ op: 'orient', orientation })),
    { op: 'extract', left: 3, top: 5, width: 70, height: 60 },
    { op: 'extend', top: 1, right: 2, bottom: 3, left: 4, background: { ...red, alpha: 0.5 } },
    { op: 'contrast', factor: 1.3 },
    { op: 'gamma', gamma: 1.7 },
    mix,
    { op: 'linear', factors: [-1, -1, -1], offsets: [255, 255, 255] },
    { op: 'normalise', lower: 1, upper: 99 },
    { op: 'pixelate', side: 8 },
    { op: 'redact', areas: [{ left: 8, top: 9, width: 40, height: 30 }], style: 'pixelate' },
    { op: 'mask', shape: 'circle' },
  ];
  it.each(exact)('to the pixel, or a step beside it: $op', async (op) => {
    const [made, wanted] = await both([op]);
    expect(meanDifference(made, wanted)).toBeLessThan(1);
  });

  const mark = { image: version, width: 50, height: 30 };
  const laid = { op: 'overlay', mark, opacity: 0.7, place: { x: 150, y: 100, of: { x: 1, y: 1 } } } as const;
  const alike: [string, number, PixelOp[]][] = [
    ['smaller', 85, [{ op: 'resize', width: 64, height: 48 }]],
    // libvips shifts by half a pixel what it enlarges.
    ['larger', 65, [{ op: 'resize', width: 320, height: 240 }]],
    ['mitchell', 80, [{ op: 'resize', width: 64, height: 48, kernel: 'mitchell' }]],
    ['in linear light', 80, [{ op: 'resize', width: 64, height: 48, linear: true }]],
    ['shrunk', 80, [{ op: 'shrink', by: 2 }]],
    ['lanczos2', 80, [{ op: 'resize', width: 64, height: 48, kernel: 'lanczos2' }]],
    ['mks2013', 80, [{ op: 'resize', width: 64, height: 48, kernel: 'mks2013' }]],
    ['mks2021', 80, [{ op: 'resize', width: 64, height: 48, kernel: 'mks2021' }]],
    ['cut where it catches the eye', 80, [{ op: 'resize', width: 60, height: 110, strategy: 'attention' }]],
    ['a little blurred', 85, [{ op: 'blur', sigma: 1.5 }]],
    ['much blurred', 85, [{ op: 'blur', sigma: 12 }]],
    ['sharpened', 85, [{ op: 'sharpen', sigma: 1.5 }]],
    ['by an unsharp mask', 85, [{ op: 'unsharp', amount: 1.5, sigma: 2, threshold: 1 }]],
    ['median', 85, [{ op: 'median', side: 7 }]],
    ['darker and paler', 85, [{ op: 'modulate', brightness: 0.9, saturation: 0.8 }]],
    ['of other hues', 85, [{ op: 'modulate', brightness: 1, saturation: 1, hue: 90 }]],
    ['tinted', 85, [{ op: 'tint', r: 160, g: 120, b: 80 }]],
    // It turns around the middle of a pixel.
    ['turned by any angle', 70, [{ op: 'rotate-by', degrees: 17, width: 188, height: 162, background: red }]],
    ['rounded', 85, [{ op: 'mask', shape: 'corners', radii: [30, 20, 10, 0] }]],
    [
      'on a ground',
      85,
      [
        { op: 'mask', shape: 'circle' },
        { op: 'flatten', background: red },
      ],
    ],
    ['under a mark', 85, [{ ...laid, degrees: 0 }]],
    ['under a mark that is turned', 85, [{ ...laid, degrees: 30 }]],
    ['under a mark all over', 85, [{ ...laid, degrees: 90, tile: { across: 3, down: 5 } }]],
  ];
  it.each(alike)('alike: %s, by a score of %d', async (_, least, ops) => {
    const [made, wanted] = await both(ops);
    expect(scoreOf(made, wanted)).toBeGreaterThan(least);
  });

  it.each([
    { op: 'encode', ext: 'jpg', quality: 80 },
    { op: 'encode', ext: 'webp', quality: 80 },
    { op: 'encode', ext: 'webp', lossless: true },
  ] satisfies EncodeOp[])('as like its picture as sharp does, encoded: %o', async (encode) => {
    const picture = await see(await drawPicture('png', size));
    const [made, wanted] = await both([], encode);
    expect(scoreOf(made, picture)).toBeGreaterThan(scoreOf(wanted, picture) - 5);
  });
});

it.each(['jpg', 'png', 'webp'] as const)('decodes and probes as sharp does: %s', async (ext) => {
  const bytes = await drawPicture(ext, { ...size, alpha: true, orientation: 6 });
  const { thumbhash, dominantColor, ...shape } = await engine.probe(sourceOf(ext, bytes));
  expect(await beside.probe(sourceOf(ext, bytes))).toMatchObject(shape);
  expect(Buffer.from(thumbhash, 'base64').length).toBeGreaterThan(4);
  expect(dominantColor).toMatch(/^#[0-9a-f]{6}$/);
});

it('lays transparent pixels on a ground', async () => {
  const clear = await drawPicture('png', { ...size, alpha: true });
  const { bytes } = await render([{ op: 'flatten', background: red }], png, clear);
  expect(pixelAt(await see(bytes), 0, 0)[3]).toBe(255);
});

describe('refuses', () => {
  const letters = { text: 'a', width: 9, height: 9, r: 0, g: 0, b: 0 };
  const middle = { x: 9, y: 9, of: { x: 0, y: 0 } };

  it.each(['jpg', 'png', 'webp'] as const)('a picture that was cut short: %s', async (ext) => {
    const whole = await drawPicture(ext, size);
    for (const part of [0, 0.3, 0.7, 0.9]) {
      const cut = whole.subarray(0, Math.floor(whole.length * part));
      // Of no bytes at all nothing is left to be told.
      expect(await code(engine.probe(sourceOf(ext, cut))), `${part}`).toBe('corrupt-image');
    }
  });

  it('by the header what would not fit into its memory, before it is decoded', async () => {
    const create = { width: 5000, height: 2501, channels: 3, background: 'red' } as const;
    const large = await sharp({ create }).png().toBuffer();
    expect(await code(engine.probe(sourceOf('png', large)))).toBe('over-limit');
    expect(await code(render([{ op: 'resize', width: 2701, height: 2000 }]))).toBe('over-limit');
  });

  it('what takes too long, between two steps', async () => {
    const hasty = await remoteEngine(workers.url, { renderMillis: 1 });
    const source = sourceOf('png', await drawPicture('png', { width: 600, height: 400 }));
    const ops: PixelOp[] = [
      { op: 'blur', sigma: 5 },
      { op: 'median', side: 9 },
    ];
    expect(await code(hasty.render({ source, frames: 'all', ops, encode: png }))).toBe('timeout');
  });

  it('a JPEG in CMYK, by its header', async () => {
    const inks = await sharp(await drawPicture('png', size))
      .toColourspace('cmyk')
      .jpeg()
      .toBuffer();
    expect(await code(engine.probe(sourceOf('jpg', inks)))).toBe('unsupported-type');
  });

  it('formats and animations that it has no codec for', async () => {
    const moving = await drawAnimation('webp', size, [50, 50]);
    expect(await code(engine.probe(sourceOf('avif', await drawPicture('avif', size))))).toBe('unsupported-type');
    expect(await code(engine.probe(sourceOf('webp', moving)))).toBe('unsupported-type');
    expect(await code(render([], { op: 'encode', ext: 'avif', quality: 50 }))).toBe('not-supported');
  });

  it.each([
    ['segment', { op: 'segment' }],
    ['upscale=generate', { op: 'resize', width: 90, height: 60, upscale: 'generate' }],
    ['text', { op: 'overlay', mark: letters, degrees: 0, opacity: 1, place: middle }],
    ['a module of pixels', { op: 'pixels', module: 'own', version: '1', config: {}, width: 9, height: 9 }],
  ] satisfies [string, PixelOp][])('by name what it has no loop for: %s', async (name, op) => {
    const message = `Expected no "${name}": the WebAssembly engine cannot do it.`;
    await expect(render([op])).rejects.toMatchObject({ code: 'not-supported', message });
  });
});

it('makes several results of one decode, and finds a border', async () => {
  const source = sourceOf('png', await drawPicture('png', size));
  const outputs = [30, 60].map((width) => ({ ops: [{ op: 'resize', width, height: 20 } as const], encode: png }));
  const widths: number[] = [];
  await engine.renderBatch({ source, frames: 'all', outputs }, (place, made) => {
    if ('width' in made) widths[place] = made.width;
  });
  expect(widths).toEqual([30, 60]);
  const room = { top: 5, left: 7, right: 3, bottom: 9, background: 'red' };
  const framed = sourceOf(
    'png',
    await sharp(await source.bytes())
      .extend(room)
      .png()
      .toBuffer(),
  );
  const trim: OpOf<'trim'> = { op: 'trim', tolerance: 10, keep: 0 };
  expect(await engine.bounds({ source: framed, frames: 'all', ops: [], trim })).toMatchObject({
    left: 7,
    top: 5,
    ...size,
  });
});
