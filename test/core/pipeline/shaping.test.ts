// The modules that change a picture's shape: what they plan, and what they refuse.
import { describe, expect, it } from 'vitest';
import { createNativeDialect } from '../../../core/dialect/native.ts';
import type { OutputExt } from '../../../core/image/format.ts';
import type { Shape } from '../../../core/image/shape.ts';
import { builtinModules } from '../../../core/pipeline/modules.ts';
import { createPlanner } from '../../../core/pipeline/planner.ts';
import type { Recipe } from '../../../core/recipe/recipe.ts';
import { resultKey } from '../../../core/recipe/result-key.ts';
import { failureFrom } from '../../support/failure-from.ts';
import { shapeOf } from '../../support/shape-of.ts';

const native = createNativeDialect(builtinModules);
const planner = createPlanner(builtinModules);
const photo = shapeOf(800, 600);
const planOf = (options: string, shape: Shape = photo, ext: OutputExt = 'png') =>
  planner.plan(native.read(`${options}/a`) as Recipe, shape, ext);

const [white, black] = [255, 0].map((value) => ({ r: value, g: value, b: value, alpha: 1 }));
const red = { r: 255, g: 0, b: 0, alpha: 1 };
const clear = { r: 0, g: 0, b: 0, alpha: 0 };
const cut = (left: number, top: number, width: number, height: number) => ({ op: 'extract', left, top, width, height });
const room = (top: number, right: number, bottom: number, left: number, background: unknown = white) => ({
  ...{ op: 'extend', top, right, bottom, left, background },
});
const scaled = (width: number, height: number, more = {}) => ({ op: 'resize', width, height, ...more });
const corners = (radii: readonly number[], more = {}) => ({ op: 'mask', shape: 'corners', radii, ...more });

const planned: readonly (readonly [options: string, ops: readonly unknown[], size: string])[] = [
  ['crop=0.25;0;0.5;1', [cut(200, 0, 400, 600)], '400x600'],
  ['crop=0.9;0.9;0.9;0.9', [cut(720, 540, 80, 60)], '80x60'],
  ['crop=0.0001;0.5;0.0001;0.0001', [cut(0, 300, 1, 1)], '1x1'],
  ['crop=1:1', [cut(100, 0, 600, 600)], '600x600'],
  ['crop=1:1,g=left', [cut(0, 0, 600, 600)], '600x600'],
  ['crop=16:9,g=0.5x1', [cut(0, 150, 800, 450)], '800x450'],
  ['crop=4:3', [], '800x600'],
  ['crop=1.91:1', [cut(0, 91, 800, 419)], '800x419'],
  ['crop=1:1,g=auto', [scaled(600, 600, { strategy: 'attention' })], '600x600'],
  ['crop=1:1,w=60', [cut(100, 0, 600, 600), scaled(60, 60)], '60x60'],
  ['w=1600,enlarge=true', [scaled(1600, 1200)], '1600x1200'],
  ['w=1600,fit=contain,enlarge=false', [], '800x600'],
  ['w=1600,h=1600,fit=crop,enlarge=true', [scaled(2133, 1600), cut(267, 0, 1600, 1600)], '1600x1600'],
  ['w=1600,h=100,fit=squeeze,enlarge=false', [scaled(800, 100)], '800x100'],
  ['w=1000,h=700,fit=pad,enlarge=false', [room(50, 100, 50, 100)], '1000x700'],
  ['h=60,min-width=200', [scaled(200, 150)], '200x150'],
  ['w=100,min-width=100,min-height=90', [scaled(120, 90)], '120x90'],
  ['w=100,h=100,fit=cover,min-height=100', [scaled(133, 100), cut(17, 0, 100, 100)], '100x100'],
  ['min-width=1600', [scaled(1600, 1200)], '1600x1200'],
  ['min-width=1600,enlarge=false', [], '800x600'],
  ['min-width=50,dpr=2,w=50', [scaled(100, 75)], '100x75'],
  ['w=80,kernel=nearest', [scaled(80, 60, { kernel: 'nearest' })], '80x60'],
  ['w=80,kernel=lanczos3', [scaled(80, 60)], '80x60'],
  ['kernel=nearest', [], '800x600'],
  ['pad=10', [room(10, 10, 10, 10)], '820x620'],
  ['pad=10;20;30;40,background=red', [room(10, 20, 30, 40, red)], '860x640'],
  ['pad=0.1;0;0;0.05,dpr=3', [room(60, 0, 0, 40)], '840x660'],
  ['pad=5,dpr=2', [room(10, 10, 10, 10)], '820x620'],
  ['extend=1:1', [room(100, 0, 100, 0)], '800x800'],
  ['extend=1:1,g=bottom', [room(200, 0, 0, 0)], '800x800'],
  ['extend=2:1,g=auto', [room(0, 200, 0, 200)], '1200x600'],
  ['extend=4:3', [], '800x600'],
  ['pad=100,extend=1:1', [room(200, 100, 200, 100)], '1000x1000'],
  ['border=3', [room(3, 3, 3, 3, black)], '806x606'],
  ['border=1;2;3;4,border.color=red,dpr=2', [room(2, 4, 6, 8, red)], '812x608'],
  ['pad=5,border=2,background=red', [room(5, 5, 5, 5, red), room(2, 2, 2, 2, black)], '814x614'],
  ['radius=20', [corners([20, 20, 20, 20])], '800x600'],
  ['radius=1;2;3;4,dpr=2', [corners([2, 4, 6, 8])], '800x600'],
  ['radius=0.5', [corners([300, 300, 300, 300])], '800x600'],
  ['radius=600;600;0;0', [corners([400, 400, 0, 0])], '800x600'],
  ['radius=20,background=red', [corners([20, 20, 20, 20], { background: red })], '800x600'],
  ['mask=ellipse', [{ op: 'mask', shape: 'ellipse' }], '800x600'],
  [
    'border=5,border.color=red,radius=20',
    [corners([15, 15, 15, 15], { background: red }), room(5, 5, 5, 5, red), corners([20, 20, 20, 20])],
    '810x610',
  ],
  ['border=30,radius=20', [room(30, 30, 30, 30, black), corners([20, 20, 20, 20])], '860x660'],
  [
    'redact=10;20;30;40:0.5;0.5;0.0013;1',
    [
      {
        ...{ op: 'redact', style: 'solid', background: black },
        areas: [
          { left: 10, top: 20, width: 30, height: 40 },
          { left: 400, top: 300, width: 2, height: 300 },
        ],
      },
    ],
    '800x600',
  ],
  [
    'redact=790;0;99;99,redact.style=blur',
    [{ op: 'redact', style: 'blur', areas: [{ left: 790, top: 0, width: 10, height: 99 }] }],
    '800x600',
  ],
  ['rotate=0', [], '800x600'],
  ['rotate=90', [{ op: 'rotate', degrees: 90 }], '600x800'],
  ['rotate=30', [{ op: 'rotate-by', degrees: 30, width: 993, height: 920, background: white }], '993x920'],
  // Scaled before it is turned, so that a decoder may shrink; the result has the size that it would have had.
  [
    'rotate=30,w=100',
    [scaled(81, 61), { op: 'rotate-by', degrees: 30, width: 100, height: 93, background: white }],
    '100x93',
  ],
  [
    'rotate=30,w=50,h=50,fit=cover',
    [scaled(44, 33), { op: 'rotate-by', degrees: 30, width: 54, height: 50, background: white }, cut(2, 0, 50, 50)],
    '50x50',
  ],
  [
    'rotate=30,w=50,h=90,fit=squeeze',
    [{ op: 'rotate-by', degrees: 30, width: 993, height: 920, background: white }, scaled(50, 90)],
    '50x90',
  ],
  ['rotate=30,background=red', [{ op: 'rotate-by', degrees: 30, width: 993, height: 920, background: red }], '993x920'],
];

describe('the shaping modules plan', () => {
  it.each(planned)('%s', (options, ops, size) => {
    const plan = planOf(options);
    expect(plan.ops).toEqual(ops);
    expect(`${plan.output.width}x${plan.output.height}`).toBe(size);
  });

  it('corners that a format without transparency gets in white, or in the colour that was asked for', () => {
    expect(planOf('radius=9', photo, 'jpg').ops).toEqual([corners([9, 9, 9, 9]), { op: 'flatten', background: white }]);
    expect(planOf('radius=9', photo, 'webp').output.alpha).toBe(true);
    const painted = planOf('radius=9,background=red', photo, 'jpg');
    expect(painted.ops).toEqual([corners([9, 9, 9, 9], { background: red })]);
    expect(painted.output.alpha).toBe(false);
  });

  it('a turned logo on nothing, and a turned photo on white', () => {
    const logo = shapeOf(80, 60, { ext: 'png', alpha: true });
    expect(planOf('rotate=10', logo).ops[0]).toMatchObject({ background: clear });
    expect(planOf('rotate=10', logo).output.alpha).toBe(true);
    expect(planOf('rotate=10,background=transparent').output.alpha).toBe(true);
  });

  it('redaction of the upright picture, before anything else', () => {
    const { ops } = planOf('w=20,crop=1:1,trim=1,rotate=90,redact=0;0;9;9', shapeOf(800, 600, { orientation: 6 }));
    expect(ops.map(({ op }) => op)).toEqual(['orient', 'redact', 'extract', 'extract', 'rotate', 'resize']);
  });

  it('one result where options mean the same, or nothing', async () => {
    const keyOf = (options: string) => resultKey('v', planOf(options), 'm');
    const same = [
      '_',
      'pad=0',
      'border=0',
      'radius=0',
      'rotate=0',
      'trim=0',
      'crop=4:3',
      'enlarge=true',
      'metadata=none',
      'icc=srgb',
    ];
    expect(new Set(await Promise.all(same.map(keyOf))).size).toBe(1);
    expect(await keyOf('pad=5;5;5;5')).toBe(await keyOf('pad=5'));
    expect(await keyOf('border=5,border.color=black')).toBe(await keyOf('border=5'));
    expect(await keyOf('w=100,fit=max')).toBe(await keyOf('w=100'));
    expect(await keyOf('redact=1;2;3;4,redact.style=solid')).toBe(await keyOf('redact=1;2;3;4'));
    expect(await keyOf('metadata=keep')).not.toBe(await keyOf('metadata=copyright'));
    const gif = (options: string) => resultKey('v', planOf(options, photo, 'gif'), 'm');
    expect(await gif('metadata=keep,icc=p3')).toBe(await gif('_'));
  });
});

describe('the shaping modules refuse', () => {
  it.each([
    ['crop=800;0;5;5', 'crop', 'a rectangle that overlaps the picture of 800x600 pixels'],
    ['redact=900;0;5;5', 'redact', 'areas that touch the picture of 800x600 pixels'],
    ['redact.style=blur', 'redact.style', 'redact beside it'],
    ['redact.color=red', 'redact.color', 'redact beside it'],
    ['redact=0;0;9;9,redact.style=blur,redact.color=red', 'redact.color', 'redact.style=solid beside it'],
    ['redact=0;0;9;9,redact.color=ff000080', 'redact.color', 'an opaque colour'],
    ['border.color=red', 'border.color', 'border beside it'],
    ['mask=circle,radius=5', 'mask', 'no radius beside it'],
    ['w=100,min-width=101', 'min-width', 'at most 100, which the box has'],
    ['min-height=9,fit=squeeze', 'min-height', 'another fit than squeeze'],
    ['w=9,fit=scale-up,enlarge=false', 'enlarge', 'true beside fit=scale-up'],
  ])('%s', (options, subject, expected) => {
    expect(failureFrom(() => planOf(options))).toMatchObject({ code: 'bad-option', detail: { subject, expected } });
  });
});
