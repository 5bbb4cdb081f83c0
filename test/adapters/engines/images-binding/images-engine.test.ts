// The engine inside workerd, over the local Images binding of miniflare. What is sent is looked at for every operation;
// pixels only of what that binding does.
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imagesInputs } from '../../../../adapters/engines/images-binding/open-source.ts';
import type { EncodeOp, ImageEngine, PixelOp, RenderTask } from '../../../../core/index.ts';
import { meanDifference, see } from '../../../support/colours.ts';
import { drawPicture, sourceOf } from '../../../support/pictures.ts';
import { remoteEngine } from '../../../support/remote-engine.ts';
import { type RunningWorkers, startWorkers } from '../../../support/worker-harness.ts';

const png: EncodeOp = { op: 'encode', ext: 'png' };
const red = { r: 255, g: 0, b: 16, alpha: 1 };
const size = { width: 60, height: 40 };
let workers: RunningWorkers;
let engine: ImageEngine;
let sent: readonly (readonly unknown[])[] = [];

beforeAll(async () => {
  workers = await startWorkers({ configPath: 'test/support/workers/images.toml' });
  engine = await remoteEngine(workers.url, {}, (heard) => {
    sent = heard as typeof sent;
  });
});
afterAll(() => workers.stop());

const taskOf = async (ops: readonly PixelOp[], more: Partial<RenderTask> = {}): Promise<RenderTask> => ({
  source: sourceOf('png', await drawPicture('png', size)),
  frames: 'all',
  ops,
  encode: png,
  ...more,
});

/** What one task sends; the binding here may do with it what it likes. */
const sentFor = async (ops: readonly PixelOp[], more: Partial<RenderTask> = {}) => {
  const task = await taskOf(ops, more);
  await engine.render(task).catch(() => undefined);
  return sent.at(-1);
};
const transformed = async (...ops: PixelOp[]) =>
  (await sentFor(ops))?.flatMap((call) => (call as { transform?: unknown }).transform ?? []);
const refusal = async (ops: readonly PixelOp[], more: Partial<RenderTask> = {}) =>
  engine.render(await taskOf(ops, more)).then(
    () => 'done',
    ({ code, message }) => `${code}: ${message}`,
  );

describe('what is sent', () => {
  const cases: [PixelOp[], unknown[]][] = [
    [[{ op: 'resize', width: 30, height: 9 }], [{ width: 30, height: 9, fit: 'squeeze' }]],
    [
      [{ op: 'resize', width: 20, height: 30, strategy: 'attention' }],
      [{ width: 20, height: 30, fit: 'cover', gravity: 'auto' }],
    ],
    [
      [{ op: 'resize', width: 20, height: 30, strategy: 'entropy' }],
      [{ width: 20, height: 30, fit: 'cover', gravity: 'entropy' }],
    ],
    [
      [{ op: 'resize', width: 20, height: 30, strategy: 'face' }],
      [{ width: 20, height: 30, fit: 'cover', gravity: 'face' }],
    ],
    [
      [{ op: 'extract', left: 3, top: 4, width: 20, height: 10 }],
      [{ trim: { left: 3, top: 4, width: 20, height: 10 } }],
    ],
    [
      [{ op: 'resize', width: 120, height: 80, upscale: 'generate' }],
      [{ width: 120, height: 80, fit: 'squeeze', upscale: 'generate' }],
    ],
    [
      [
        { op: 'resize', width: 120, height: 80, upscale: 'generate' },
        { op: 'extract', left: 20, top: 0, width: 80, height: 80 },
      ],
      [{ width: 80, height: 80, fit: 'cover', gravity: 'center', upscale: 'generate' }],
    ],
    [
      [{ op: 'segment' }, { op: 'flatten', background: red }],
      [{ segment: 'foreground' }, { background: '#ff0010' }],
    ],
    [[{ op: 'rotate', degrees: 90 }], [{ rotate: 90 }]],
    [[{ op: 'flip', horizontal: true, vertical: true }], [{ flip: 'hv' }]],
    [[{ op: 'blur', sigma: 2.5 }], [{ blur: 5 }]],
    [[{ op: 'sharpen', sigma: 1.5 }], [{ sharpen: 1.5 }]],
    [[{ op: 'modulate', brightness: 1.2, saturation: 0 }], [{ brightness: 1.2, saturation: 0 }]],
    [[{ op: 'contrast', factor: 1.4 }], [{ contrast: 1.4 }]],
    [[{ op: 'gamma', gamma: 2 }], [{ gamma: 2 }]],
    [[{ op: 'flatten', background: red }], [{ background: '#ff0010' }]],
    [
      [{ op: 'extend', top: 1, right: 2, bottom: 3, left: 4, background: { ...red, alpha: 0.5 } }],
      [{ border: { color: '#ff001080', top: 1, right: 2, bottom: 3, left: 4 } }],
    ],
    [[{ op: 'hold' }, { op: 'rotate', degrees: 180 }], [{ rotate: 180 }]],
    [[{ op: 'shrink', by: 4 }], [{ width: 15, height: 10, fit: 'squeeze' }]],
    [[grey()], [{ saturation: 0 }]],
    // In our order, one transform each.
    [
      [
        { op: 'rotate', degrees: 90 },
        { op: 'extract', left: 0, top: 0, width: 30, height: 30 },
        { op: 'resize', width: 10, height: 10 },
        { op: 'blur', sigma: 1 },
      ],
      [
        { rotate: 90 },
        { trim: { left: 0, top: 0, width: 30, height: 30 } },
        { width: 10, height: 10, fit: 'squeeze' },
        { blur: 2 },
      ],
    ],
  ];
  it.each(cases)('for %j is %j', async (ops, transforms) => {
    expect(await transformed(...ops)).toEqual(transforms);
  });

  it('for a scaling with its cut or its border is one box, where it is that box to the pixel', async () => {
    const scale: PixelOp = { op: 'resize', width: 30, height: 20 };
    const cut = (left: number): PixelOp => ({ op: 'extract', left, top: 0, width: 20, height: 20 });
    for (const [left, gravity] of [
      [0, 'left'],
      [5, 'center'],
      [10, 'right'],
    ] as const) {
      expect(await transformed(scale, cut(left))).toEqual([{ width: 20, height: 20, fit: 'cover', gravity }]);
    }
    const squeezed = { width: 30, height: 20, fit: 'squeeze' };
    expect(await transformed(scale, cut(3))).toEqual([squeezed, { trim: { left: 3, top: 0, width: 20, height: 20 } }]);
    const room = (top: number, bottom: number): PixelOp => ({
      op: 'extend',
      top,
      right: 0,
      bottom,
      left: 0,
      background: red,
    });
    expect(await transformed(scale, room(5, 5))).toEqual([
      { width: 30, height: 30, fit: 'pad', background: '#ff0010' },
    ]);
    const border = { color: '#ff0010', top: 0, right: 0, bottom: 10, left: 0 };
    expect(await transformed(scale, room(0, 10))).toEqual([squeezed, { border }]);
  });

  it('for a mark is a picture of its own, drawn where it is to lie and cut off where it would lie outside', async () => {
    const images = [{ version: 'v1', source: sourceOf('png', await drawPicture('png', { width: 9, height: 9 })) }];
    const mark = { image: 'v1', width: 10, height: 6 };
    const lay = (more: object): PixelOp =>
      ({
        op: 'overlay',
        mark,
        degrees: 0,
        opacity: 0.5,
        place: { x: 60, y: 40, of: { x: 1, y: 1 } },
        ...more,
      }) as PixelOp;
    const drawn = async (more: object) =>
      (await sentFor([lay(more)], { images }))?.flatMap((call) => (call as { draw?: object }).draw ?? [])[0];
    const scale = { transform: { width: 10, height: 6, fit: 'squeeze' } };
    expect(await drawn({})).toEqual({ of: [scale], options: { opacity: 0.5, left: 50, top: 34 } });
    expect(await drawn({ degrees: 90, place: { x: -2, y: 0, of: { x: 0, y: 0 } } })).toEqual({
      of: [scale, { transform: { rotate: 90 } }, { transform: { trim: { left: 2, top: 0, width: 4, height: 10 } } }],
      options: { opacity: 0.5, left: 0, top: 0 },
    });
    const gap = { color: '#00000000', top: 0, right: 3, bottom: 4, left: 0 };
    expect(await drawn({ tile: { across: 3, down: 4 } })).toEqual({
      of: [scale, { transform: { border: gap } }],
      options: { opacity: 0.5, repeat: true },
    });
    expect(await drawn({ place: { x: 70, y: 0, of: { x: 0, y: 0 } } })).toBeUndefined();
  });

  it('says format, quality and whether an animation stays one', async () => {
    const output = async (encode: EncodeOp, frames: RenderTask['frames'] = 'all') =>
      (await sentFor([], { encode, frames }))?.at(-1);
    expect(await output({ op: 'encode', ext: 'jpg', quality: 71 })).toEqual({
      output: { format: 'image/jpeg', quality: 71 },
    });
    expect(await output({ op: 'encode', ext: 'avif', quality: 40 })).toEqual({
      output: { format: 'image/avif', quality: 40 },
    });
    expect(await output(png)).toEqual({ output: { format: 'image/png' } });
    const webp: EncodeOp = { op: 'encode', ext: 'webp', quality: 80 };
    expect(await output(webp)).toEqual({ output: { format: 'image/webp', quality: 80, anim: true } });
    expect(await output(webp, 'first')).toEqual({ output: { format: 'image/webp', quality: 80, anim: false } });
    expect(await output({ op: 'encode', ext: 'gif' })).toEqual({ output: { format: 'image/gif', anim: true } });
  });
});

describe('what Images has no word for is refused by name, and nothing is sent', () => {
  const ops: [string, PixelOp][] = [
    ['kernel', { op: 'resize', width: 9, height: 9, kernel: 'nearest' }],
    ['profile=fine', { op: 'resize', width: 9, height: 9, linear: true }],
    ['unsharp', { op: 'unsharp', amount: 1, sigma: 1, threshold: 0 }],
    ['median', { op: 'median', side: 3 }],
    ['pixelate', { op: 'pixelate', side: 3 }],
    ['hue', { op: 'modulate', brightness: 1, saturation: 1, hue: 9 }],
    ['brightness=0', { op: 'modulate', brightness: 0, saturation: 1 }],
    ['contrast=0', { op: 'contrast', factor: 0 }],
    ['negate or duotone', { op: 'linear', factors: [-1, -1, -1], offsets: [255, 255, 255] }],
    ['tint', { op: 'tint', r: 1, g: 2, b: 3 }],
    ['normalise', { op: 'normalise', lower: 1, upper: 99 }],
    ['redact', { op: 'redact', areas: [{ left: 0, top: 0, width: 1, height: 1 }], style: 'solid' }],
    ['radius or mask', { op: 'mask', shape: 'circle' }],
    ['rotate by other than right angles', { op: 'rotate-by', degrees: 3, width: 60, height: 40, background: red }],
    ['blur=251', { op: 'blur', sigma: 125.5 }],
    ['sharpen=11', { op: 'sharpen', sigma: 11 }],
  ];
  it.each(ops)('%s', async (name, op) => {
    expect(await refusal([op])).toBe(`not-supported: Expected no "${name}": Cloudflare Images cannot do it.`);
    expect(sent).toEqual([]);
  });

  const encodings: [string, Partial<EncodeOp>][] = [
    ['quality=auto', { quality: 'auto' }],
    ['max-bytes', { maxBytes: 1000 }],
    ['lossless', { lossless: true }],
    ['colors', { colors: 8 }],
    ['chroma', { chroma: '4:4:4' }],
    ['icc=p3', { icc: 'p3' }],
    ['metadata', { metadata: 'keep' }],
    ['format=palette', { ext: 'palette' }],
  ];
  it.each(encodings)('%s', async (name, more) => {
    const encode: EncodeOp = { op: 'encode', ext: 'webp', ...more };
    expect(await refusal([], { encode })).toBe(`not-supported: Expected no "${name}": Cloudflare Images cannot do it.`);
    expect(sent).toEqual([]);
  });
});

describe('what comes back', () => {
  it.each(['jpg', 'png', 'webp', 'avif'] as const)('is a picture of the planned size: %s', async (ext) => {
    const task = await taskOf([{ op: 'resize', width: 33, height: 22 }], {
      encode: { op: 'encode', ext, quality: 90 },
    });
    const { bytes, width, height } = await engine.render(task);
    expect({ width, height }).toEqual({ width: 33, height: 22 });
    const wanted = await sharp(await task.source.bytes())
      .resize(33, 22, { fit: 'fill' })
      .png()
      .toBuffer();
    expect(meanDifference(await see(bytes), await see(wanted))).toBeLessThan(10);
  });

  it('lies as it was planned, however the source lies', async () => {
    for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8] as const) {
      const bytes = await drawPicture('jpg', { ...size, orientation });
      const turned = orientation >= 5 ? { width: 20, height: 30 } : { width: 30, height: 20 };
      const ops: PixelOp[] = [
        ...(orientation === 1 ? [] : [{ op: 'orient', orientation } as const]),
        { op: 'resize', ...turned },
      ];
      const { bytes: made } = await engine.render(await taskOf(ops, { source: sourceOf('jpg', bytes) }));
      const wanted = await sharp(bytes)
        .autoOrient()
        .resize(turned.width, turned.height, { fit: 'fill' })
        .png()
        .toBuffer();
      expect(meanDifference(await see(made), await see(wanted)), `${orientation}`).toBeLessThan(2);
    }
  });

  it('is cut and padded as the box says', async () => {
    const scale: PixelOp = { op: 'resize', width: 30, height: 20 };
    const cut: PixelOp = { op: 'extract', left: 10, top: 0, width: 20, height: 20 };
    const room: PixelOp = { op: 'extend', top: 5, right: 0, bottom: 5, left: 0, background: red };
    const image = sharp(await drawPicture('png', size));
    for (const [ops, wanted] of [
      [[scale, cut], image.clone().resize(20, 20, { position: 'right' })],
      [[scale, room], image.clone().resize(30, 30, { fit: 'contain', background: red })],
    ] as const) {
      const { bytes } = await engine.render(await taskOf(ops));
      expect(meanDifference(await see(bytes), await see(await wanted.png().toBuffer()))).toBeLessThan(1);
    }
  });

  it('is refused where it has another size than the plan, instead of being kept under its name', async () => {
    expect(await refusal([{ op: 'extract', left: 3, top: 4, width: 20, height: 10 }])).toMatch(
      /^not-supported: Expected these Images to make 20x10 but received 60x40/,
    );
  });
});

describe('probing', () => {
  it.each(imagesInputs)('finds shape, placeholder and colour: %s', async (ext) => {
    const drawing = { width: 300, height: 200 };
    const bytes = await drawPicture(ext as 'jpg', drawing);
    const probe = await engine.probe(sourceOf(ext, bytes));
    expect(probe).toMatchObject({ ext, ...drawing, orientation: 1, frames: 1, animated: false });
    expect(Buffer.from(probe.thumbhash, 'base64').length).toBeGreaterThan(4);
    expect(probe.dominantColor).toMatch(/^#[0-9a-f]{6}$/);
  });

  it('refuses what Images cannot read, and more than it takes', async () => {
    const code = (ext: 'svg' | 'tiff' | 'png' | 'jpg', bytes: Uint8Array, limits = {}) =>
      remoteEngine(workers.url, limits).then((one) =>
        one.probe(sourceOf(ext, bytes)).then(
          () => 'accepted',
          (error) => error.code,
        ),
      );
    const jpg = await drawPicture('jpg', { width: 90, height: 70 });
    expect(await code('svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBe('unsupported-type');
    expect(await code('tiff', await drawPicture('tiff', size))).toBe('unsupported-type');
    expect(await code('png', jpg)).toBe('unsupported-type');
    expect(await code('jpg', new Uint8Array(0))).toBe('corrupt-image');
    expect(await code('jpg', jpg.subarray(0, jpg.length / 2))).toBe('corrupt-image');
    expect(await code('jpg', jpg, { sourcePixels: 90 * 70 - 1 })).toBe('over-limit');
    const long = { ...sourceOf('jpg', jpg), byteLength: 20_000_001 };
    await expect(engine.probe(long)).rejects.toMatchObject({ code: 'over-limit' });
  });
});

it('finds a border by looking at the picture, and cuts it off', async () => {
  const framed = await sharp(await drawPicture('png', size))
    .extend({ top: 5, left: 7, right: 0, bottom: 9, background: 'red' })
    .png()
    .toBuffer();
  const bounds = await engine.bounds({
    source: sourceOf('png', framed),
    frames: 'all',
    ops: [],
    trim: { op: 'trim', tolerance: 10, keep: 0 },
  });
  expect(bounds).toMatchObject({ left: 7, top: 5, ...size });
});

it('makes placeholders of a result, and tells its size', async () => {
  const text = async (ext: EncodeOp['ext']) => {
    const scale: PixelOp = { op: 'resize', width: 30, height: 20 };
    return Buffer.from(
      (await engine.render(await taskOf([scale], { encode: { op: 'encode', ext } }))).bytes,
    ).toString();
  };
  expect(JSON.parse(await text('json'))).toMatchObject({ width: 30, height: 20, original: size });
  expect((await text('blurhash')).length).toBeGreaterThan(6);
  expect((await text('thumbhash')).length).toBeGreaterThan(6);
});

describe('the Images of wrangler dev', () => {
  const transform = async (ops: readonly PixelOp[], more: Partial<RenderTask> = {}) =>
    see((await engine.render(await taskOf(ops, more))).bytes);
  const opaque = { width: 40, height: 40 };
  const mark = { image: 'v1', ...opaque };
  const place = { x: 0, y: 0, of: { x: 0, y: 0 } };

  // The day one of these fails it is no longer left out: then its pixels can be tested here, and the reference says less.
  const ignored: [string, PixelOp[]][] = [
    ['segment', [{ op: 'segment' }]],
    ['blur', [{ op: 'blur', sigma: 9 }]],
    ['sharpen', [{ op: 'sharpen', sigma: 3 }]],
    ['flip', [{ op: 'flip', horizontal: true, vertical: false }]],
    ['brightness', [{ op: 'modulate', brightness: 1.5, saturation: 1 }]],
    ['saturation', [{ op: 'modulate', brightness: 1, saturation: 0 }]],
    ['contrast', [{ op: 'contrast', factor: 2 }]],
    ['gamma', [{ op: 'gamma', gamma: 3 }]],
    ['draw', [{ op: 'overlay', mark, degrees: 0, opacity: 1, place }]],
  ];
  it.each(ignored)('leave out %s', async (_, ops) => {
    const images = [{ version: 'v1', source: sourceOf('png', await drawPicture('png', { ...opaque, seed: 9 })) }];
    expect(meanDifference(await transform(ops, { images }), await transform([]))).toBe(0);
  });

  it('leave out trim and border, which the engine notices by the size', async () => {
    expect(await refusal([{ op: 'extract', left: 3, top: 4, width: 20, height: 10 }])).toMatch(/leave out/);
    expect(await refusal([{ op: 'extend', top: 1, right: 1, bottom: 1, left: 1, background: red }])).toMatch(
      /leave out/,
    );
  });

  it('leave out quality, and where gravity is to be looked for', async () => {
    const encode = (quality: number): Partial<RenderTask> => ({ encode: { op: 'encode', ext: 'webp', quality } });
    expect(meanDifference(await transform([], encode(5)), await transform([], encode(95)))).toBe(0);
    const centre = await transform([
      { op: 'resize', width: 30, height: 20 },
      { op: 'extract', left: 5, top: 0, width: 20, height: 20 },
    ]);
    for (const strategy of ['attention', 'face', 'entropy'] as const) {
      expect(meanDifference(await transform([{ op: 'resize', width: 20, height: 20, strategy }]), centre)).toBe(0);
    }
  });

  it('write no GIF', async () => {
    expect(await refusal([], { encode: { op: 'encode', ext: 'gif' } })).toMatch(/^unsupported-type/);
  });
});

function grey(): PixelOp {
  const luma = [0.2126, 0.7152, 0.0722] as const;
  return { op: 'matrix', rows: [luma, luma, luma] };
}
