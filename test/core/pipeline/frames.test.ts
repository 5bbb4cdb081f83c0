import { describe, expect, it } from 'vitest';
import { createNativeDialect } from '../../../core/dialect/native.ts';
import type { OutputExt } from '../../../core/image/format.ts';
import type { Shape } from '../../../core/image/shape.ts';
import { builtinModules } from '../../../core/pipeline/modules.ts';
import { createPlanner } from '../../../core/pipeline/planner.ts';
import { chooseFormat } from '../../../core/policy/negotiation.ts';
import type { Recipe } from '../../../core/recipe/recipe.ts';
import { resultKey } from '../../../core/recipe/result-key.ts';
import { failureFrom } from '../../support/failure-from.ts';
import { shapeOf } from '../../support/shape-of.ts';

const native = createNativeDialect(builtinModules);
const planner = createPlanner(builtinModules);
const moving = shapeOf(80, 60, { ext: 'gif', animated: true });
const read = (options: string) => native.read(`${options}/a`) as Recipe;
const planOf = (options: string, shape: Shape = moving, ext: OutputExt = 'webp') =>
  planner.plan(read(options), shape, ext);

describe('the frames that a plan is about', () => {
  it.each([
    ['_', 'all', true],
    ['frame=1', 'first', false],
    ['frame=3', { from: 2, count: 1 }, false],
    ['page=3', { from: 2, count: 1 }, false],
    ['frames=1', 'first', false],
    ['frames=5', { from: 0, count: 5 }, true],
    ['frame=3,frames=5', { from: 2, count: 5 }, true],
    ['anim=false', 'first', false],
    ['anim=false,frame=3', { from: 2, count: 1 }, false],
    ['frame=2~w=10', { from: 1, count: 1 }, false],
  ] as const)('%s of an animation', (options, frames, animated) => {
    expect(planOf(options)).toMatchObject({ frames, output: { animated } });
  });

  it('are one where the format holds no more', () => {
    expect(planOf('frames=5', moving, 'jpg')).toMatchObject({ frames: 'first', output: { animated: false } });
    expect(planOf('frame=3,frames=5', moving, 'avif').frames).toEqual({ from: 2, count: 1 });
  });

  it('are a page of a TIFF, and nothing but the first of other still pictures', () => {
    const tiff = shapeOf(80, 60, { ext: 'tiff' });
    expect(planOf('page=4', tiff, 'jpg').frames).toEqual({ from: 3, count: 1 });
    expect(planOf('page=1', tiff, 'jpg').frames).toBe('all');
    expect(planOf('frame=1,frames=9', shapeOf(80, 60), 'jpg').frames).toBe('all');
    expect(failureFrom(() => planOf('frame=2', shapeOf(80, 60), 'jpg')).message).toBe(
      'Expected 1, since the picture has no other for option "frame" but received "2".',
    );
  });

  it('have a shape of their own where they are pages, which the plan waits for', () => {
    const { unsettled, output } = planOf('page=2,w=20', shapeOf(80, 60, { ext: 'tiff' }), 'png');
    expect(output).toMatchObject({ width: 20, height: 15 });
    const source = { width: 40, height: 90, orientation: 6, alpha: true } as const;
    const plan = unsettled?.settle({ left: 0, top: 0, width: 40, height: 90, source });
    expect(plan?.unsettled).toBeUndefined();
    expect(plan).toMatchObject({ frames: { from: 1, count: 1 }, output: { width: 20, height: 9, alpha: true } });
    expect(plan?.ops.map(({ op }) => op)).toEqual(['orient', 'resize']);
    expect(planOf('page=1', shapeOf(80, 60, { ext: 'tiff' }), 'png').unsettled).toBeUndefined();
  });

  it('are chosen in the first stage, and not against each other', () => {
    expect(failureFrom(() => planOf('w=10~frame=2')).detail).toMatchObject({
      expected: 'its place in the first stage',
    });
    expect(failureFrom(() => planOf('anim=false,frames=5')).detail).toMatchObject({ subject: 'frames' });
  });

  it('make one result where they mean the same', async () => {
    const keyOf = (options: string) => resultKey('v', planOf(options), 'm');
    expect(new Set(await Promise.all(['frame=1', 'frames=1', 'anim=false', 'frame=1,frames=1'].map(keyOf))).size).toBe(
      1,
    );
  });

  it('decide whether auto looks for a format that moves', () => {
    const formatOf = (options: string) => chooseFormat(read(`${options},f=auto`), moving, 'avif-webp').ext;
    expect([formatOf('w=9'), formatOf('frames=3'), formatOf('frame=2,frames=3')]).toEqual(['webp', 'webp', 'webp']);
    expect([formatOf('frame=2'), formatOf('frames=1'), formatOf('anim=false')]).toEqual(['avif', 'avif', 'avif']);
  });
});
