// Every result is 8-bit sRGB, and looks as its source did: profiles are converted and then left out.
// Expected colours come from arithmetic in this file or from published values, never from the engine.
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { expect, it } from 'vitest';
import { createSharpEngine } from '../../../../adapters/engines/sharp/sharp-engine.ts';
import { defaultLimits, type Ext, type PixelOp } from '../../../../core/index.ts';
import { deltaE, encodedOf, linearOf, pixelAt, type Seen, see } from '../../../support/colours.ts';
import { imagesOrSkip } from '../../../support/images.ts';
import { sourceOf } from '../../../support/pictures.ts';

const engine = createSharpEngine({ limits: defaultLimits, inputs: ['jpg', 'png', 'webp', 'gif', 'tiff'] });
const folder = imagesOrSkip(6, 'colours of real files');

// Inside of the gamut of coated paper, so that CMYK can hold them too.
const patches: readonly (readonly [number, number, number])[] = [
  [180, 60, 50],
  [70, 120, 80],
  [60, 80, 130],
  [200, 190, 90],
  [128, 128, 128],
  [230, 225, 220],
  [40, 40, 45],
  [170, 120, 160],
];

/** Patches of 16 × 16 pixels in a row. */
function patchStrip(): Sharp {
  const pixels = Buffer.alloc(patches.length * 16 * 16 * 3);
  for (let at = 0; at < pixels.length / 3; at += 1) {
    pixels.set(patches[Math.floor((at % (patches.length * 16)) / 16)] as [number, number, number], at * 3);
  }
  return sharp(pixels, { raw: { width: patches.length * 16, height: 16, channels: 3 } });
}

async function seen(ext: Ext, input: Uint8Array | string, ops: readonly PixelOp[] = []): Promise<Seen> {
  const source =
    typeof input === 'string'
      ? { ext, byteLength: 1, path: input, bytes: () => Promise.reject(new Error('read by path')) }
      : sourceOf(ext, input);
  const { bytes } = await engine.render({ source, frames: 'first', ops, encode: { op: 'encode', ext: 'png' } });
  // Nothing has to be known to show it right.
  expect((await sharp(bytes).metadata()).icc).toBeUndefined();
  return see(bytes);
}

function worstPatch(picture: Seen): number {
  return Math.max(...patches.map((patch, index) => deltaE(pixelAt(picture, index * 16 + 8, 8), patch)));
}

it.each([
  ['Display P3 in 8 bits', 'png', () => patchStrip().withIccProfile('p3').png(), 1.5],
  ['Display P3 in 16 bits', 'png', () => patchStrip().toColourspace('rgb16').withIccProfile('p3').png(), 1.5],
  ['Display P3 in a JPEG', 'jpg', () => patchStrip().withIccProfile('p3').jpeg({ quality: 100 }), 3],
  ['16 bits without a profile', 'png', () => patchStrip().toColourspace('rgb16').png(), 0.5],
  // Writing CMYK moves white and grey to paper's; reading can not know where they were.
  ['CMYK', 'jpg', () => patchStrip().toColourspace('cmyk').withIccProfile('cmyk').jpeg({ quality: 100 }), 10],
  ['CIELAB', 'tiff', () => patchStrip().toColourspace('lab').tiff({ compression: 'lzw' }), 1.5],
] as const)('known colours come back from %s', async (_, ext, encode, threshold) => {
  const bytes = await encode().toBuffer();
  expect(worstPatch(await seen(ext, bytes))).toBeLessThan(threshold);
  // Also where the picture is scaled and worked on in colour.
  const ops: PixelOp[] = [
    { op: 'resize', width: patches.length * 16, height: 32 },
    { op: 'contrast', factor: 0.999 },
    { op: 'extract', left: 0, top: 8, width: patches.length * 16, height: 16 },
  ];
  expect(worstPatch(await seen(ext, bytes, ops))).toBeLessThan(threshold + 0.5);
});

it('wide-gamut files would look different if their profile were ignored', async () => {
  const bytes = await patchStrip().withIccProfile('p3').png().toBuffer();
  expect(worstPatch(await see(await sharp(bytes, { ignoreIcc: true }).png().toBuffer()))).toBeGreaterThan(5);
});

it('a grey picture with 16 bits and alpha keeps its values and its alpha', async () => {
  const pixels = Uint16Array.from([0x4040, 0xffff, 0x8080, 0x8080, 0xc0c0, 0x2020]);
  const bytes = await sharp(pixels, { raw: { width: 3, height: 1, channels: 2 } })
    .toColourspace('grey16')
    .png()
    .toBuffer();
  const picture = await seen('png', bytes);
  expect([0, 1, 2].map((x) => pixelAt(picture, x, 0))).toEqual([
    [64, 64, 64, 255],
    [128, 128, 128, 128],
    [192, 192, 192, 32],
  ]);
});

it.runIf(folder)('p3.png: its red is redder than sRGB can be', async () => {
  const file = join(folder as string, 'sharp/p3.png');
  const [code] = pixelAt(await see(await sharp(file, { ignoreIcc: true }).png().toBuffer()), 0, 0) as [number];
  // Display P3 to sRGB in linear light (primaries of SMPTE EG 432-1, the same transfer curve).
  const light = linearOf(code / 255);
  const expected = [1.2249 * light, -0.042 * light, -0.0197 * light].map(encodedOf);
  expect(deltaE(pixelAt(await seen('png', file), 0, 0), expected)).toBeLessThan(1.5);
});

it.runIf(folder)('prophoto.png: as ROMM RGB is defined', async () => {
  const file = join(folder as string, 'sharp/prophoto.png');
  const codes = pixelAt(await see(await sharp(file, { ignoreIcc: true }).png().toBuffer()), 0, 0);
  // ISO 22028-2: gamma 1.8; ROMM to XYZ (D50), then XYZ (D50) to linear sRGB with Bradford's adaptation.
  const [r, g, b] = codes.map((code) => (code / 255) ** 1.8) as [number, number, number];
  const x = 0.7977 * r + 0.1352 * g + 0.0313 * b;
  const y = 0.288 * r + 0.7119 * g + 0.0001 * b;
  const z = 0.8249 * b;
  const expected = [
    3.1339 * x - 1.6169 * y - 0.4906 * z,
    -0.9788 * x + 1.9161 * y + 0.0335 * z,
    0.0719 * x - 0.229 * y + 1.4052 * z,
  ].map(encodedOf);
  expect(deltaE(pixelAt(await seen('png', file), 0, 0), expected)).toBeLessThan(2);
  expect(deltaE(codes, expected)).toBeGreaterThan(5);
});

it.runIf(folder)('fogra-0-100-100-0.tif: the red of FOGRA39, #E30613', async () => {
  const picture = await seen('tiff', join(folder as string, 'sharp/fogra-0-100-100-0.tif'));
  expect(deltaE(pixelAt(picture, 500, 500), [0xe3, 0x06, 0x13])).toBeLessThan(2);
});

it.runIf(folder)(
  'a CMYK photograph looks the same with and without its profile, and not like its bare inks',
  async () => {
    const files = ['Channel_digital_image_CMYK_color.jpg', 'Channel_digital_image_CMYK_color_no_profile.jpg'];
    const [profiled, bare] = files.map((name) => join(folder as string, 'sharp', name)) as [string, string];
    const size: PixelOp = { op: 'resize', width: 10, height: 7 };
    const picture = await seen('jpg', profiled, [size]);
    expect(meanDeltaE(picture, await seen('jpg', bare, [size]))).toBeLessThan(6);
    const inks = sharp(profiled).pipelineColourspace('cmyk').toColourspace('cmyk').resize(10, 7, { fit: 'fill' });
    const cmyk = await inks.raw().toBuffer();
    const naive = Uint8Array.from(cmyk, (ink, at) =>
      at % 4 === 3 ? 255 : (255 - ink) * (1 - (cmyk[at | 3] as number) / 255),
    );
    expect(meanDeltaE(picture, { ...picture, rgba: naive })).toBeGreaterThan(8);
  },
);

it.runIf(folder)('tifftag-photoshop.tiff: 16 bits of Adobe RGB', async () => {
  const file = join(folder as string, 'sharp/tifftag-photoshop.tiff');
  const scaled = sharp(file, { ignoreIcc: true }).resize(10, 7, { fit: 'fill' }).png();
  const codes = await see(await scaled.toBuffer());
  // Adobe RGB (1998) to sRGB in linear light; both have the white point D65, gamma is 563/256.
  const expected = new Uint8Array(codes.rgba.length);
  for (let at = 0; at < codes.rgba.length; at += 4) {
    const [r, g, b] = [0, 1, 2].map((band) => ((codes.rgba[at + band] as number) / 255) ** (563 / 256)) as [
      number,
      number,
      number,
    ];
    expected.set([1.3984 * r - 0.3984 * g, g, -0.0429 * g + 1.0429 * b].map(encodedOf), at);
    expected[at + 3] = 255;
  }
  const picture = await seen('tiff', file, [{ op: 'resize', width: 10, height: 7 }]);
  expect(meanDeltaE(picture, { ...codes, rgba: expected })).toBeLessThan(2.5);
  expect(meanDeltaE(codes, { ...codes, rgba: expected })).toBeGreaterThan(3);
});

it.runIf(folder)('cielab-dagams.tiff: as the decoder without an engine sees it', async () => {
  const file = join(folder as string, 'sharp/cielab-dagams.tiff');
  const reference = await see(await sharp(file).resize(10, 7, { fit: 'fill' }).png().toBuffer());
  const picture = await seen('tiff', file, [
    { op: 'resize', width: 10, height: 7 },
    { op: 'contrast', factor: 0.999 },
  ]);
  expect(meanDeltaE(picture, reference)).toBeLessThan(1);
});

function meanDeltaE(a: Seen, b: Seen): number {
  const places = Array.from(
    { length: a.width * a.height },
    (_, at) => [at % a.width, Math.floor(at / a.width)] as const,
  );
  return places.reduce((sum, [x, y]) => sum + deltaE(pixelAt(a, x, y), pixelAt(b, x, y)), 0) / places.length;
}
