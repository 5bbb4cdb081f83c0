import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../../core/failure.ts';
import type { OutputExt } from '../../../core/image/format.ts';
import type { Shape } from '../../../core/image/shape.ts';
import type { Module } from '../../../core/pipeline/module.ts';
import { builtinModules } from '../../../core/pipeline/modules.ts';
import { createPlanner } from '../../../core/pipeline/planner.ts';
import { sizeAfter } from '../../../core/pipeline/size-after.ts';
import type { Stage } from '../../../core/recipe/recipe.ts';
import { failureFrom } from '../../support/failure-from.ts';
import { recipes } from '../../support/recipe-arbitrary.ts';
import { shapeOf } from '../../support/shape-of.ts';
import { sizeAfterAll } from '../../support/size-oracle.ts';

const planner = createPlanner(builtinModules);
const planOf = (stages: readonly Stage[], shape: Shape = shapeOf(800, 600), ext: OutputExt = 'jpg') =>
  planner.plan({ source: 'a', stages }, shape, ext);

const shapes: fc.Arbitrary<Shape> = fc.record({
  ext: fc.constantFrom('jpg', 'png', 'webp', 'gif', 'avif', 'tiff', 'svg'),
  width: fc.integer({ min: 1, max: 20_000 }),
  height: fc.integer({ min: 1, max: 20_000 }),
  orientation: fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 8),
  animated: fc.boolean(),
  alpha: fc.boolean(),
  progressive: fc.boolean(),
});

describe('the planner', () => {
  it('folds all stages into one list with one encode', () => {
    const { ops, encode } = planOf([
      { resize: { width: 400 } },
      { blur: { blur: 2 } },
      { resize: { width: 100 }, encode: { quality: 5 } },
    ]);
    expect(ops.map(({ op }) => op)).toEqual(['resize', 'blur', 'resize']);
    expect(encode).toMatchObject({ op: 'encode', ext: 'jpg', quality: 5 });
  });

  it('turns a picture upright once, not in every stage', () => {
    const { ops } = planOf([{ blur: { blur: 2 } }, { blur: { blur: 2 } }], shapeOf(800, 600, { orientation: 6 }));
    expect(ops.map(({ op }) => op)).toEqual(['orient', 'blur', 'blur']);
  });

  it('refuses to encode before the last stage', () => {
    expect(failureFrom(() => planOf([{ encode: { quality: 5 } }, { resize: { width: 5 } }]))).toMatchObject({
      code: 'bad-option',
      message: 'Expected its place in the last stage for option "quality" but received "5".',
    });
  });

  it.each([
    ['a still source', { ext: 'gif' }, 'gif', {}, 'all', false],
    ['an animation in a format for it', { ext: 'gif', animated: true }, 'webp', {}, 'all', true],
    ['an animation in a format for stills', { ext: 'gif', animated: true }, 'avif', {}, 'first', false],
    ['an animation that shall not move', { ext: 'webp', animated: true }, 'webp', { anim: false }, 'first', false],
  ] as const)('of %s keeps the right frames', (_, shape, ext, encode, frames, animated) => {
    const plan = planOf([{ encode }], shapeOf(80, 60, shape), ext);
    expect(plan).toMatchObject({ frames, output: { animated, ext } });
  });

  it('runs modules by rank, whatever the order in which it got them', () => {
    const stage = { resize: { width: 400, height: 400, fit: 'pad' }, blur: { blur: 2 }, rotate: { rotate: 90 } };
    const reversed = createPlanner([...builtinModules].reverse());
    expect(reversed.plan({ source: 'a', stages: [stage] }, shapeOf(800, 600), 'jpg')).toEqual(planOf([stage]));
  });

  it('runs a module from outside like its own', () => {
    const halve: Module = {
      name: 'halve',
      rank: 550,
      summary: 'Halves.',
      options: {},
      plan: (input) => {
        const output = { ...input, width: input.width / 2, height: input.height / 2 };
        return { output, ops: [{ op: 'resize', width: output.width, height: output.height }] };
      },
    };
    const plan = createPlanner([...builtinModules, halve]).plan(
      { source: 'a', stages: [{}] },
      shapeOf(800, 600),
      'jpg',
    );
    expect(plan.output).toMatchObject({ width: 400, height: 300 });
  });

  const logo = {
    ...shapeOf(90, 40, { ext: 'png', alpha: true }),
    version: 'v',
    byteLength: 1,
    writtenAt: 0,
    private: false,
  };

  it('plans the same twice, of operations that are possible and make the planned size, or refuses an option', () => {
    let planned = 0;
    fc.assert(
      fc.property(recipes, shapes, fc.constantFrom('jpg', 'png', 'webp', 'avif', 'gif'), (recipe, shape, ext) => {
        try {
          const plan = planner.plan(recipe, shape, ext, () => logo);
          // As text: an unsettled plan holds a function.
          expect(JSON.stringify(planner.plan(recipe, shape, ext, () => logo))).toBe(JSON.stringify(plan));
          const { width, height } = plan.output;
          expect(sizeAfterAll(shape, plan.ops)).toEqual({ width, height });
          expect(plan.ops.reduce(sizeAfter, { width: shape.width, height: shape.height })).toEqual({ width, height });
          expect(plan.encode.ext).toBe(ext);
          if (ext === 'jpg') expect(plan.output.alpha).toBe(false);
          planned += 1;
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          expect(error.code).toBe('bad-option');
        }
      }),
      { numRuns: 1000 },
    );
    expect(planned).toBeGreaterThan(100);
  });
});
