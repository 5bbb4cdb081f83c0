// Results in Display P3: the colours of the source as far as that space holds them, with its profile beside them.
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { createSharpEngine } from '../../../../adapters/engines/sharp/sharp-engine.ts';
import { defaultLimits, type Ext, type OutputExt, type PixelOp } from '../../../../core/index.ts';
import { deltaE, pixelAt, type Seen, see } from '../../../support/colours.ts';
import { imagesOrSkip } from '../../../support/images.ts';
import { sourceOf } from '../../../support/pictures.ts';

const engine = createSharpEngine({ limits: defaultLimits, inputs: ['jpg', 'png', 'webp', 'avif'] });
const folder = imagesOrSkip(2, 'wide gamut of real files');

// The first two lie outside of sRGB.
const patches: readonly (readonly [number, number, number])[] = [
  [255, 0, 0],
  [0, 230, 40],
  [180, 60, 50],
  [128, 128, 128],
  [60, 80, 230],
];

/** A file whose codes are these in Display P3. Sharp takes 16-bit pixels without a profile for that. */
function strip(depth: 8 | 16 = 8) {
  const codes = Uint16Array.from({ length: patches.length * 16 * 16 * 3 }, (_, at) => {
    const patch = patches[Math.floor((Math.floor(at / 3) % (patches.length * 16)) / 16)] as readonly number[];
    return (patch[at % 3] as number) * 257;
  });
  const image = sharp(codes, { raw: { width: patches.length * 16, height: 16, channels: 3 } });
  return (depth === 16 ? image.toColourspace('rgb16') : image).withIccProfile('p3');
}

/** The codes of the result as they stand, and what its profile makes of them in sRGB. */
async function rendered(ext: Ext, input: Uint8Array | string, ops: readonly PixelOp[] = [], to: OutputExt = 'png') {
  const source =
    typeof input === 'string'
      ? { ext, byteLength: 1, path: input, bytes: () => Promise.reject(new Error('read by path')) }
      : sourceOf(ext, input);
  const encode = { op: 'encode', ext: to, icc: 'p3', quality: 100 } as const;
  const { bytes } = await engine.render({ source, frames: 'first', ops, encode });
  expect((await sharp(bytes).metadata()).icc).toBeDefined();
  return { codes: await see(await sharp(bytes, { ignoreIcc: true }).png().toBuffer()), shown: await see(bytes) };
}

const patchOf = (picture: Seen, index: number) => pixelAt(picture, index * 16 + 8, 8);
const worst = (picture: Seen) => Math.max(...patches.map((patch, index) => deltaE(patchOf(picture, index), patch)));

it.each([
  ['8 bits', 'png', () => strip().png(), 0.5],
  ['16 bits', 'png', () => strip(16).png(), 0.5],
  ['a JPEG', 'jpg', () => strip().jpeg({ quality: 100, chromaSubsampling: '4:4:4' }), 2],
  ['a WebP', 'webp', () => strip().webp({ lossless: true }), 0.5],
] as const)('P3 stays P3 to the code: %s', async (_, ext, encode, threshold) => {
  const bytes = await encode().toBuffer();
  expect(worst((await rendered(ext, bytes)).codes)).toBeLessThan(threshold);
  const ops: PixelOp[] = [
    { op: 'resize', width: patches.length * 16, height: 32 },
    { op: 'contrast', factor: 0.9999 },
    { op: 'gamma', gamma: 1.0001 },
    { op: 'extract', left: 0, top: 8, width: patches.length * 16, height: 16 },
  ];
  expect(worst((await rendered(ext, bytes, ops)).codes)).toBeLessThan(threshold + 1);
  // Without it what lies outside of sRGB is lost.
  expect(worst(await see(await strip().png().toBuffer()))).toBeGreaterThan(5);
});

it.each(['jpg', 'webp', 'avif'] as const)('goes into %s with its profile', async (to) => {
  const { codes } = await rendered('png', await strip().png().toBuffer(), [], to);
  expect(worst(codes)).toBeLessThan(to === 'jpg' ? 3 : 8);
});

it('an sRGB original looks in P3 as it did', async () => {
  const grey = await sharp({ create: { width: 8, height: 8, channels: 3, background: { r: 200, g: 60, b: 40 } } })
    .png()
    .toBuffer();
  for (const ops of [[], [{ op: 'resize', width: 4, height: 4 } as const, { op: 'gamma', gamma: 1.0001 } as const]]) {
    const { shown, codes } = await rendered('png', grey, ops);
    expect(deltaE(pixelAt(shown, 2, 2), [200, 60, 40])).toBeLessThan(1.5);
    expect(deltaE(pixelAt(codes, 2, 2), [200, 60, 40])).toBeGreaterThan(3);
  }
});

it('colours that an option names are the same in P3', async () => {
  const bytes = await strip().png().toBuffer();
  const background = { r: 220, g: 40, b: 60, alpha: 1 };
  const { shown } = await rendered('png', bytes, [{ op: 'extend', top: 4, right: 4, bottom: 4, left: 4, background }]);
  expect(deltaE(pixelAt(shown, 1, 1), [220, 40, 60])).toBeLessThan(1.5);
});

it.runIf(folder)('p3.png keeps the red that sRGB has not', async () => {
  const file = join(folder as string, 'sharp/p3.png');
  const own = await see(await sharp(file, { ignoreIcc: true }).png().toBuffer());
  const { codes } = await rendered('png', file);
  expect(deltaE(pixelAt(codes, 0, 0), pixelAt(own, 0, 0))).toBeLessThan(0.5);
});

it.runIf(folder)('prophoto.png is brought into P3 as its profile says', async () => {
  const file = join(folder as string, 'sharp/prophoto.png');
  const own = pixelAt(await see(await sharp(file, { ignoreIcc: true }).png().toBuffer()), 0, 0);
  // ISO 22028-2: gamma 1.8; ROMM to XYZ (D50), then to linear Display P3 with Bradford's adaptation.
  const [r, g, b] = own.map((code) => (code / 255) ** 1.8) as [number, number, number];
  const [x, y, z] = [0.7977 * r + 0.1352 * g + 0.0313 * b, 0.288 * r + 0.7119 * g + 0.0001 * b, 0.8249 * b];
  const light = [
    2.4039 * x - 0.9899 * y - 0.3976 * z,
    -0.8422 * x + 1.7988 * y + 0.0161 * z,
    0.0482 * x - 0.0974 * y + 1.274 * z,
  ];
  const expected = light.map((value) => {
    const clipped = Math.min(1, Math.max(0, value));
    return 255 * (clipped <= 0.0031308 ? clipped * 12.92 : 1.055 * clipped ** (1 / 2.4) - 0.055);
  });
  expect(deltaE(pixelAt((await rendered('png', file)).codes, 0, 0), expected)).toBeLessThan(2);
});
