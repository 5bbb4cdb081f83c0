import { describe, expect, test } from 'vitest';
import {
  builtinModules,
  createNativeDialect,
  createPlanner,
  type OutputExt,
  type Recipe,
  type Shape,
} from '../../../core/index.ts';
import { mezzaninePlan } from '../../../core/pipeline/mezzanine-plan.ts';

const dialect = createNativeDialect(builtinModules);
const planner = createPlanner(builtinModules);
const plain = { orientation: 1, animated: false, alpha: false, progressive: false } as const;
const progressive: Shape = { ...plain, ext: 'jpg', width: 4000, height: 3000, progressive: true };

const planned = (text: string, input: Shape = progressive) => {
  const recipe = dialect.read(`${text}/a`) as Recipe;
  return mezzaninePlan(planner.plan(recipe, input, (/f=([a-z]+)/.exec(text)?.[1] ?? 'jpg') as OutputExt));
};

describe('a mezzanine', () => {
  test('lies as its source does, with 1600 pixels on its longer side, and is worked on as that would be', () => {
    const upright = planned('w=800');
    expect(upright?.making.ops).toEqual([
      { op: 'shrink', by: 2 },
      { op: 'resize', width: 1600, height: 1200 },
    ]);
    expect(upright?.making.encode).toEqual({ op: 'encode', ext: 'jpg', quality: 95, chroma: '4:4:4' });
    const turned = planned('w=1200', { ...progressive, orientation: 6 });
    expect(turned?.making.output).toMatchObject({ width: 1600, height: 1200, orientation: 1 });
    expect(turned?.plan.ops.slice(0, 2)).toEqual([
      { op: 'shrink', by: 1 },
      { op: 'orient', orientation: 6 },
    ]);
  });

  test.each<[string, Partial<Shape>]>([
    ['a baseline JPEG', { progressive: false }],
    ['less than 8 megapixels', { width: 3000, height: 2600 }],
    ['a PNG of less than 12', { ext: 'png', width: 3900 }],
    ['a WebP with alpha', { ext: 'webp', alpha: true }],
    ['an animation', { ext: 'webp', animated: true }],
  ])('is not made of %s', (_, shape) => {
    expect(planned('w=400', { ...progressive, ...shape })).toBeUndefined();
  });

  test.each<[string, Partial<Shape>]>([
    ['AVIF', { ext: 'avif', progressive: false, width: 2000, height: 2000 }],
    ['PNG', { ext: 'png' }],
  ])('is made of %s, without the shrinking of a JPEG', (_, shape) => {
    expect(planned('w=400', { ...progressive, ...shape })?.making.ops.map(({ op }) => op)).toEqual(['resize']);
  });

  test('is made of all pixels of a WebP', () => {
    expect(planned('w=400', { ...progressive, ext: 'webp', progressive: false })?.making.ops).toEqual([
      { op: 'shrink', by: 1 },
      { op: 'resize', width: 1600, height: 1200 },
    ]);
  });

  test('is made of a baseline JPEG of 24 megapixels', () => {
    expect(planned('w=400', { ...progressive, progressive: false, width: 6000, height: 4000 })).toBeDefined();
  });

  test.each(['w=1600', 'h=1200,f=avif', 'w=300,h=300,fit=cover,sharpen=1', 'w=400,q=90', 'w=400,flip=h'])(
    'is what %s is made of',
    (text) => expect(planned(text)).toBeDefined(),
  );

  test.each([
    'w=1601',
    'h=1201',
    'q=70',
    'crop=10;10;900;700,w=400',
    'w=400,profile=fine',
    'w=400,kernel=nearest',
    'w=300,h=300,fit=cover,gravity=face',
    'w=300,h=300,fit=cover,gravity=attention',
    'w=400,q=91',
    'w=400,q=auto',
    'w=400,max-bytes=9000',
    'w=400,f=png',
    'w=400,f=webp,lossless=true',
    'w=400,metadata=copyright',
    'w=400,icc=p3',
    'trim=10,w=400',
    'w=400,f=json',
    'w=400,f=thumbhash',
  ])('is not what %s is made of', (text) => expect(planned(text)).toBeUndefined());
});
