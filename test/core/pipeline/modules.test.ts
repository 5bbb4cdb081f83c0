import { describe, expect, it } from 'vitest';
import { createNativeDialect } from '../../../core/dialect/native.ts';
import type { OutputExt } from '../../../core/image/format.ts';
import type { Shape } from '../../../core/image/shape.ts';
import { builtinModules } from '../../../core/pipeline/modules.ts';
import { createPlanner } from '../../../core/pipeline/planner.ts';
import type { Recipe } from '../../../core/recipe/recipe.ts';
import { failureFrom } from '../../support/failure-from.ts';
import { shapeOf } from '../../support/shape-of.ts';

const native = createNativeDialect(builtinModules);
const planner = createPlanner(builtinModules);
const photo = shapeOf(800, 600);
const logo = shapeOf(800, 600, { ext: 'png', alpha: true });

function planOf(options: string, shape: Shape = photo, ext: OutputExt = 'jpg') {
  return planner.plan(native.read(`${options}/a`) as Recipe, shape, ext);
}

const red = { r: 255, g: 0, b: 0, alpha: 1 };
const white = { r: 255, g: 255, b: 255, alpha: 1 };
const luma = [0.2126, 0.7152, 0.0722];
const half = { op: 'resize', width: 400, height: 300 };

const planned: readonly (readonly [options: string, ops: readonly unknown[]])[] = [
  ['crop=10;20;30;40', [{ op: 'extract', left: 10, top: 20, width: 30, height: 40 }]],
  ['crop=790;590;30;40', [{ op: 'extract', left: 790, top: 590, width: 10, height: 10 }]],
  ['crop=0;0;900;900', []],
  ['flip=h', [{ op: 'flip', horizontal: true, vertical: false }]],
  ['flip=v', [{ op: 'flip', horizontal: false, vertical: true }]],
  ['flip=hv', [{ op: 'flip', horizontal: true, vertical: true }]],
  ['rotate=270', [{ op: 'rotate', degrees: 270 }]],
  [
    'rotate=90,w=300',
    [
      { op: 'rotate', degrees: 90 },
      { op: 'resize', width: 300, height: 400 },
    ],
  ],
  ['w=400', [half]],
  ['w=100,dpr=4', [half]],
  ['w=1600', []],
  ['w=400,profile=fine', [{ ...half, linear: true }]],
  ['w=1600,fit=contain,upscale=generate', [{ op: 'resize', width: 1600, height: 1200, upscale: 'generate' }]],
  ['w=400,upscale=generate', [half]],
  ['w=400,segment=foreground,background=red', [half, { op: 'segment' }, { op: 'flatten', background: red }]],
  ['w=1600,fit=contain,profile=fine', [{ op: 'resize', width: 1600, height: 1200 }]],
  ['w=1600,fit=contain', [{ op: 'resize', width: 1600, height: 1200 }]],
  ['w=400,fit=scale-up', []],
  ['w=400,h=10,fit=squeeze', [{ op: 'resize', width: 400, height: 10 }]],
  ['w=400,h=100,fit=cover', [half, { op: 'extract', left: 0, top: 100, width: 400, height: 100 }]],
  ['w=400,h=100,fit=cover,g=top', [half, { op: 'extract', left: 0, top: 0, width: 400, height: 100 }]],
  ['w=400,h=100,fit=cover,g=bottom-left', [half, { op: 'extract', left: 0, top: 200, width: 400, height: 100 }]],
  ['w=400,h=100,fit=cover,g=0x0.4', [half, { op: 'extract', left: 0, top: 70, width: 400, height: 100 }]],
  ['w=400,h=100,fit=cover,g=0x0.1', [half, { op: 'extract', left: 0, top: 0, width: 400, height: 100 }]],
  ['w=400,h=100,fit=cover,g=auto', [{ op: 'resize', width: 400, height: 100, strategy: 'attention' }]],
  ['w=400,h=300,fit=cover,g=entropy', [half]],
  ['w=900,h=300,fit=crop', [{ op: 'extract', left: 0, top: 150, width: 800, height: 300 }]],
  ['w=400,h=400,fit=pad', [half, { op: 'extend', top: 50, right: 0, bottom: 50, left: 0, background: white }]],
  ['w=401,h=301,fit=pad', [{ op: 'resize', width: 401, height: 301 }]],
  ['w=403,h=300,fit=pad', [half, { op: 'extend', top: 0, right: 1, bottom: 0, left: 2, background: white }]],
  [
    'w=400,h=400,fit=pad,g=bottom,background=red',
    [half, { op: 'extend', top: 100, right: 0, bottom: 0, left: 0, background: red }],
  ],
  ['w=400,fit=pad,background=red', [half]],
  ['background=red', []],
  ['blur=5', [{ op: 'blur', sigma: 2.5 }]],
  ['sharpen=1.5', [{ op: 'sharpen', sigma: 1.5 }]],
  ['brightness=2', [{ op: 'modulate', brightness: 2, saturation: 1 }]],
  ['saturation=0', [{ op: 'modulate', brightness: 1, saturation: 0 }]],
  ['hue=90', [{ op: 'modulate', brightness: 1, saturation: 1, hue: 90 }]],
  ['contrast=1.2', [{ op: 'contrast', factor: 1.2 }]],
  ['gamma=2.2', [{ op: 'gamma', gamma: 2.2 }]],
  ['unsharp=1.5', [{ op: 'unsharp', amount: 1.5, sigma: 1, threshold: 0 }]],
  ['unsharp=1.5;2;4', [{ op: 'unsharp', amount: 1.5, sigma: 2, threshold: 4 }]],
  ['unsharp=0;2;4', []],
  ['median=5', [{ op: 'median', side: 5 }]],
  ['pixelate=8', [{ op: 'pixelate', side: 8 }]],
  ['normalise=true', [{ op: 'normalise', lower: 1, upper: 99 }]],
  ['grayscale=true', [{ op: 'matrix', rows: [luma, luma, luma] }]],
  [
    'grayscale=0.5',
    [
      {
        op: 'matrix',
        rows: [
          [0.6063, 0.3576, 0.0361],
          [0.1063, 0.8576, 0.0361],
          [0.1063, 0.3576, 0.5361],
        ],
      },
    ],
  ],
  [
    'sepia=1',
    [
      {
        op: 'matrix',
        rows: [
          [0.393, 0.769, 0.189],
          [0.349, 0.686, 0.168],
          [0.272, 0.534, 0.131],
        ],
      },
    ],
  ],
  ['negate=true', [{ op: 'linear', factors: [-1, -1, -1], offsets: [255, 255, 255] }]],
  [
    'duotone=navy;gold',
    [
      { op: 'matrix', rows: [luma, luma, luma] },
      { op: 'linear', factors: [1, 0.843137, -0.501961], offsets: [0, 0, 128] },
    ],
  ],
  ['tint=gold', [{ op: 'tint', r: 255, g: 215, b: 0 }]],
  ['brightness=1,saturation=1,hue=0,contrast=1,gamma=1,sharpen=0,dpr=2,fit=cover,g=top', []],
  ['grayscale=false,sepia=0,negate=false,normalise=false,pixelate=1', []],
];

describe('the modules plan', () => {
  it.each(planned)('%s', (options, ops) => {
    expect(planOf(options).ops).toEqual(ops);
  });

  it('in their own order, whatever the order in the URL', () => {
    const { ops } = planOf(
      'background=red,contrast=2,gamma=2,sharpen=1,brightness=2,blur=2,h=100,w=100,fit=pad,rotate=90,flip=h,crop=0;0;400;300',
      shapeOf(800, 600, { orientation: 3 }),
    );
    expect(ops.map(({ op }) => op)).toEqual([
      'orient',
      'extract',
      'flip',
      'rotate',
      'resize',
      'blur',
      'modulate',
      'sharpen',
      'gamma',
      'contrast',
      'extend',
    ]);
  });

  it('a rectangle of the upright picture', () => {
    const { ops, output } = planOf('crop=0;700;600;100', shapeOf(800, 600, { orientation: 6 }));
    expect(ops.at(-1)).toEqual({ op: 'extract', left: 0, top: 700, width: 600, height: 100 });
    expect(output).toMatchObject({ width: 600, height: 100 });
  });

  it('no rectangle that lies outside', () => {
    const failure = failureFrom(() => planOf('crop=800;0;10;10'));
    expect(failure.message).toBe(
      'Expected a rectangle that overlaps the picture of 800x600 pixels for option "crop" but received "800;0;10;10".',
    );
  });

  it('effects in an order in which one pass of sharp can do most of them', () => {
    const all =
      'tint=red,duotone=red;blue,negate=true,contrast=2,gamma=2,pixelate=2,unsharp=1,sharpen=1,hue=9,sepia=1,grayscale=1,blur=2,normalise=true,median=3';
    expect(planOf(all).ops.map(({ op }) => op)).toEqual([
      'median',
      'normalise',
      'blur',
      'matrix',
      'matrix',
      'modulate',
      'sharpen',
      'unsharp',
      'pixelate',
      'gamma',
      'contrast',
      'linear',
      'matrix',
      'linear',
      'tint',
    ]);
  });

  it('no tint of a colour that can be seen through', () => {
    expect(failureFrom(() => planOf('tint=ff000080')).message).toBe(
      'Expected an opaque colour for option "tint" but received "ff000080".',
    );
  });

  it('for an animation, the centre instead of a cut that jumps', () => {
    const moving = shapeOf(800, 600, { ext: 'webp', animated: true });
    expect(planOf('w=400,h=100,fit=cover,g=auto', moving, 'webp').ops).toEqual([
      half,
      { op: 'extract', left: 0, top: 100, width: 400, height: 100 },
    ]);
    expect(planOf('w=400,h=100,fit=cover,g=auto', moving, 'jpg').ops).toEqual([
      { op: 'resize', width: 400, height: 100, strategy: 'attention' },
    ]);
  });
});

describe('transparency', () => {
  const flattenWhite = { op: 'flatten', background: white };

  it('stays where the format has it', () => {
    for (const ext of ['png', 'webp', 'avif', 'gif'] as const) {
      const { ops, output } = planOf('w=400', logo, ext);
      expect(ops).toEqual([half]);
      expect(output.alpha).toBe(true);
    }
  });

  it('is laid on white for JPEG, before the scaling', () => {
    const { ops, output } = planOf('w=400', logo);
    expect(ops).toEqual([flattenWhite, half]);
    expect(output.alpha).toBe(false);
  });

  it('is laid on white behind effects, which are not meant for the white', () => {
    expect(planOf('w=400,brightness=0.5', logo).ops.map(({ op }) => op)).toEqual(['resize', 'modulate', 'flatten']);
  });

  it('is laid on the background that was asked for, in every format', () => {
    const flattenRed = { op: 'flatten', background: red };
    expect(planOf('w=400,background=red', logo).ops).toEqual([flattenRed, half]);
    expect(planOf('background=red', logo, 'png')).toMatchObject({ ops: [flattenRed], output: { alpha: false } });
  });

  it('of a background only colours the border', () => {
    const clear = { r: 0, g: 0, b: 0, alpha: 0 };
    const border = { op: 'extend', top: 50, right: 0, bottom: 50, left: 0, background: clear };
    const { ops, output } = planOf('w=400,h=400,fit=pad,background=transparent', photo, 'png');
    expect(ops).toEqual([half, border]);
    expect(output.alpha).toBe(true);
    expect(planOf('background=transparent', logo, 'png').ops).toEqual([]);
  });

  it('of a border is laid on white where the format has none, and not before the border is there', () => {
    const { ops } = planOf('w=400,h=400,fit=pad,background=transparent', logo);
    expect(ops.map(({ op }) => op)).toEqual(['resize', 'extend', 'flatten']);
  });

  it('under an opaque border is laid on white before the scaling', () => {
    expect(planOf('w=400,h=400,fit=pad', logo).ops.map(({ op }) => op)).toEqual(['flatten', 'resize', 'extend']);
  });
});

describe('encoding', () => {
  it.each([
    ['_', 'jpg', { quality: 80, progressive: false, mozjpeg: false }],
    [
      'q=33,progressive=true,mozjpeg=true,lossless=true,effort=9',
      'jpg',
      { quality: 33, progressive: true, mozjpeg: true },
    ],
    ['_', 'webp', { quality: 80, effort: 2 }],
    ['webp.quality=33', 'webp', { quality: 33, effort: 2 }],
    ['webp.quality=33', 'jpg', { quality: 80, progressive: false, mozjpeg: false }],
    ['q=20,avif.quality=33', 'avif', { quality: 20, effort: 0 }],
    ['q=33,effort=9,mozjpeg=true', 'webp', { quality: 33, effort: 6 }],
    ['q=33,lossless=true', 'webp', { lossless: true, effort: 2 }],
    ['_', 'avif', { quality: 50, effort: 0 }],
    ['lossless=true,effort=9', 'avif', { lossless: true, effort: 9 }],
    ['q=33', 'png', { progressive: false, effort: 6 }],
    ['progressive=true,effort=1', 'png', { progressive: true, effort: 1 }],
    ['q=33', 'gif', { effort: 3 }],
  ] as const)('%s as %s says what the format knows and no more', (options, ext, settings) => {
    expect(planOf(options, photo, ext).encode).toEqual({ op: 'encode', ext, ...settings });
  });

  it('refuses sides that the format cannot express', () => {
    const long = shapeOf(20_000, 10);
    expect(planOf('_', long, 'jpg').output.width).toBe(20_000);
    expect(failureFrom(() => planOf('_', long, 'webp'))).toMatchObject({
      code: 'bad-option',
      detail: { subject: 'width', expected: 'at most 16383 pixels in webp', received: '20000' },
    });
    expect(failureFrom(() => planOf('rotate=90', long, 'avif'))).toMatchObject({ detail: { subject: 'height' } });
  });
});
