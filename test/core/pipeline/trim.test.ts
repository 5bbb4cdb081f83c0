import { describe, expect, it } from 'vitest';
import { createNativeDialect } from '../../../core/dialect/native.ts';
import type { Bounds, BoundsTask, ImageEngine } from '../../../core/engine/image-engine.ts';
import type { Area } from '../../../core/engine/ops/redact.ts';
import { createSettlePlan } from '../../../core/handlers/settle-plan.ts';
import type { Shape } from '../../../core/image/shape.ts';
import { builtinModules } from '../../../core/pipeline/modules.ts';
import { createPlanner } from '../../../core/pipeline/planner.ts';
import { defaultLimits } from '../../../core/policy/limits.ts';
import type { Recipe } from '../../../core/recipe/recipe.ts';
import { resultKey } from '../../../core/recipe/result-key.ts';
import { failureFrom } from '../../support/failure-from.ts';
import { sourceOf } from '../../support/pictures.ts';
import { shapeOf } from '../../support/shape-of.ts';

const native = createNativeDialect(builtinModules);
const planner = createPlanner(builtinModules);
const card = shapeOf(800, 600);
const source = { width: 800, height: 600, orientation: 1, alpha: false } as const;
const within = (area: Area): Bounds => ({ ...area, source });
const found = within({ left: 100, top: 50, width: 400, height: 200 });

const planOf = (options: string, shape: Shape = card) =>
  planner.plan(native.read(`${options}/a`) as Recipe, shape, 'png');

function settled(options: string, ...bounds: Bounds[]) {
  return bounds.reduce((plan, area) => plan.unsettled?.settle(area) ?? plan, planOf(options));
}

describe('trim by numbers', () => {
  it.each([
    ['trim=10', { left: 10, top: 10, width: 780, height: 580 }],
    ['trim=10;20;30;40', { left: 40, top: 10, width: 740, height: 560 }],
    ['trim=10,dpr=2', { left: 20, top: 20, width: 760, height: 560 }],
    ['trim=0.25;0;0;0.1,dpr=2', { left: 80, top: 150, width: 720, height: 450 }],
  ])('%s', (options, cut) => {
    const plan = planOf(options);
    expect(plan.ops).toEqual([{ op: 'extract', ...cut }]);
    expect(plan.output).toMatchObject({ width: cut.width, height: cut.height });
    expect(plan.unsettled).toBeUndefined();
  });

  it('is of the upright picture, and comes before crop and turns', () => {
    const { ops } = planOf('rotate=90,crop=0;0;10;10,trim=5', shapeOf(800, 600, { orientation: 6 }));
    expect(ops.map(({ op }) => op)).toEqual(['orient', 'extract', 'extract', 'rotate']);
  });

  it('takes no more than there is', () => {
    expect(failureFrom(() => planOf('trim=300;0;300;0')).message).toBe(
      'Expected less than the picture of 800x600 pixels for option "trim" but received "300;0;300;0".',
    );
  });

  it('knows no border', () => {
    expect(failureFrom(() => planOf('trim=5,trim.keep=3')).detail).toMatchObject({ subject: 'trim.border.keep' });
    expect(planOf('trim=0,trim.tolerance=10').ops).toEqual([]);
  });
});

describe('trim=border', () => {
  it('is planned for the largest result until the border is known', () => {
    const plan = planOf('trim=border,w=200');
    expect(plan.output).toMatchObject({ width: 200, height: 150 });
    expect(plan.unsettled?.trim).toEqual({ op: 'trim', tolerance: 10, keep: 0 });
    expect(plan.unsettled?.ops).toEqual([]);
  });

  it('plans all that follows over what was found', () => {
    const plan = settled('trim=border,w=200', found);
    expect(plan.unsettled).toBeUndefined();
    expect(plan.ops).toEqual([
      { op: 'extract', left: 100, top: 50, width: 400, height: 200 },
      { op: 'resize', width: 200, height: 100 },
    ]);
    expect(plan.output).toMatchObject({ width: 200, height: 100 });
    expect(settled('trim=border,w=50', found).output).toMatchObject({ width: 50, height: 25 });
    expect(settled('trim=border,crop=0;0;0.5;0.5', found).output).toMatchObject({ width: 200, height: 100 });
  });

  it('keeps some of the border, as far as there is one', () => {
    expect(settled('trim=border,trim.keep=10', found).ops).toEqual([
      { op: 'extract', left: 90, top: 40, width: 420, height: 220 },
    ]);
    expect(settled('trim=border,trim.keep=40,dpr=2', found).ops).toEqual([
      { op: 'extract', left: 20, top: 0, width: 560, height: 330 },
    ]);
    expect(settled('trim=border,trim.keep=700', found).ops).toEqual([]);
  });

  it('is looked for after what stands before it, once in each stage', () => {
    const plan = planOf('w=400~trim=border~trim=border,trim.tolerance=99,w=20', shapeOf(800, 600, { orientation: 6 }));
    expect(plan.unsettled?.ops.map(({ op }) => op)).toEqual(['orient', 'resize']);
    const next = plan.unsettled?.settle(within({ left: 1, top: 2, width: 300, height: 400 }));
    expect(next?.unsettled?.ops.map(({ op }) => op)).toEqual(['orient', 'resize', 'extract']);
    expect(next?.unsettled?.trim?.tolerance).toBe(99);
    const last = next?.unsettled?.settle(within({ left: 0, top: 0, width: 100, height: 400 }));
    expect(last).toMatchObject({ output: { width: 20, height: 80 } });
    expect(last?.unsettled).toBeUndefined();
  });

  it('has a key before it is known, and another one for whatever follows', async () => {
    const keys = await Promise.all(
      [
        'trim=border',
        'trim=border,trim.tolerance=10',
        'trim=border,w=800,fit=contain',
        'trim=border,trim.keep=1',
        '_',
      ].map((options) => resultKey('v', planOf(options), 'm')),
    );
    expect(keys[0]).toBe(keys[1]);
    expect(new Set(keys).size).toBe(4);
  });
});

describe('settling a plan', () => {
  const sources = { source: sourceOf('png', new Uint8Array(1)), images: [] };
  const engineOf = (bounds: Bounds) => {
    const asked: BoundsTask[] = [];
    const look = async (task: BoundsTask) => {
      asked.push(task);
      return bounds;
    };
    const engine = { bounds: look } as unknown as ImageEngine;
    return { asked, settle: createSettlePlan(engine, { ...defaultLimits, outputSide: 2000 }) };
  };
  const { signal } = new AbortController();

  it('asks the engine once for each picture and question, whatever follows', async () => {
    const { asked, settle } = engineOf(found);
    for (const options of ['trim=border', 'trim=border,w=200', 'trim=border,w=100,h=100,fit=cover']) {
      expect((await settle('v1', planOf(options), sources, signal)).unsettled).toBeUndefined();
    }
    expect(asked).toHaveLength(1);
    await settle('v2', planOf('trim=border'), sources, signal);
    await settle('v1', planOf('trim=border,trim.tolerance=3'), sources, signal);
    expect(asked).toHaveLength(3);
    await settle('v1', planOf('w=100'), sources, signal);
    expect(asked).toHaveLength(3);
  });

  it('keeps the encoding that it was given, refined or not', async () => {
    const { settle } = engineOf(found);
    const plan = planOf('trim=border');
    const encode = { ...plan.encode, effort: 9 };
    expect((await settle('v', { ...plan, encode }, sources, signal)).encode).toEqual(encode);
  });

  it('refuses what became too large by what was found', async () => {
    const { settle } = engineOf(within({ left: 0, top: 0, width: 400, height: 1 }));
    const plan = planOf('trim=border,w=900,h=900,fit=cover');
    await expect(settle('v', plan, sources, signal)).rejects.toMatchObject({ code: 'bad-option' });
  });
});
