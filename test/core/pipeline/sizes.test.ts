// Sizes × options, thousands of them: what the modules plan against what each fit's rule says, worked out otherwise.
import { describe, expect, it } from 'vitest';
import type { OutputExt } from '../../../core/image/format.ts';
import type { Size } from '../../../core/image/geometry.ts';
import type { Orientation, Shape } from '../../../core/image/shape.ts';
import { fits } from '../../../core/pipeline/fit.ts';
import { builtinModules } from '../../../core/pipeline/modules.ts';
import { createPlanner } from '../../../core/pipeline/planner.ts';
import type { Stage } from '../../../core/recipe/recipe.ts';
import { shapeOf } from '../../support/shape-of.ts';
import { expectedSize, sizeAfterAll } from '../../support/size-oracle.ts';

const planner = createPlanner(builtinModules);

const sources: readonly (readonly [number, number])[] = [
  [1, 1],
  [1, 2],
  [2, 1],
  [3, 2],
  [7, 5],
  [16, 16],
  [31, 17],
  [99, 100],
  [100, 99],
  [101, 67],
  [319, 241],
  [640, 480],
  [641, 479],
  [1000, 3],
  [3, 1000],
  [1023, 769],
  [1920, 1080],
  [2500, 2500],
  [4000, 3000],
  [6000, 4000],
  [9999, 1],
  [1, 9999],
];
const widths = [undefined, 1, 2, 3, 50, 99, 100, 101, 333, 640, 641, 1000, 2047];
const heights = [undefined, 1, 2, 67, 100, 241, 480, 767, 1000];
const gravities = [undefined, { x: 0, y: 0 }, { x: 1, y: 1 }, { x: 0.3, y: 0.7 }, 'attention', 'entropy'] as const;

interface Case {
  readonly source: Size;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly fit: (typeof fits)[number];
}

const cases: readonly Case[] = sources.flatMap(([w, h]) =>
  widths.flatMap((width) =>
    heights.flatMap((height) => fits.map((fit) => ({ source: { width: w, height: h }, width, height, fit }))),
  ),
);

const given = (values: object) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

function planOf(shape: Shape, stage: Stage, ext: OutputExt = 'png') {
  return planner.plan({ source: 'a', stages: [stage] }, shape, ext);
}

function sizeOf({ width, height }: Size): Size {
  return { width, height };
}

function planned({ source, width, height, fit }: Case, index: number) {
  const gravity = gravities[index % gravities.length];
  const plan = planOf(shapeOf(source.width, source.height), { resize: given({ width, height, fit, gravity }) });
  return {
    plan,
    asked: given({ width, height, fit }) as { fit: string },
    label: `${JSON.stringify({ source, width, height, fit, gravity })}`,
  };
}

describe('planned sizes', () => {
  it(`follow the rule of each fit to the pixel in ${cases.length} cases`, () => {
    expect(cases.length).toBeGreaterThan(15_000);
    cases.forEach((one, index) => {
      const { plan, asked, label } = planned(one, index);
      expect(sizeOf(plan.output), label).toEqual(expectedSize(one.source, asked));
    });
  });

  it('are what the operations make of the source, and no operation is impossible', () => {
    cases.forEach((one, index) => {
      const { plan, label } = planned(one, index);
      expect(sizeAfterAll(one.source, plan.ops), label).toEqual(sizeOf(plan.output));
    });
  });

  it('are never larger than the source with scale-down and crop, on no way to them either', () => {
    cases.forEach((one, index) => {
      if (one.fit !== 'scale-down' && one.fit !== 'crop') return;
      const { plan, label } = planned(one, index);
      for (const op of plan.ops) {
        if (!('width' in op)) continue;
        expect(op.width <= one.source.width && op.height <= one.source.height, label).toBe(true);
      }
    });
  });

  it('bend the picture by half a pixel at most, except by squeeze and by the rule of at least one pixel', () => {
    cases.forEach((one, index) => {
      if (one.fit === 'squeeze') return;
      const { plan, label } = planned(one, index);
      const scaled = plan.ops.find((op) => op.op === 'resize');
      if (scaled === undefined || scaled.strategy !== undefined) return;
      const { width, height } = one.source;
      const bent = Math.min(
        Math.abs(scaled.width - (scaled.height * width) / height),
        Math.abs(scaled.height - (scaled.width * height) / width),
      );
      expect(bent <= 0.5 || scaled.width === 1 || scaled.height === 1, label).toBe(true);
    });
  });

  it('cost no operation where the size is already there', () => {
    for (const [width, height] of sources) {
      for (const fit of fits) {
        for (const gravity of ['attention', { x: 0, y: 1 }]) {
          const { ops } = planOf(shapeOf(width, height), { resize: { width, height, fit, gravity } });
          expect(ops, `${width}x${height} ${fit}`).toEqual([]);
        }
      }
    }
  });

  it('swap the sides of orientations 5 to 8, and only those', () => {
    for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8] as Orientation[]) {
      const upright = orientation >= 5 ? { width: 300, height: 400 } : { width: 400, height: 300 };
      const plan = planOf(shapeOf(400, 300, { orientation }), {});
      expect(plan.output).toMatchObject({ ...upright, orientation: 1 });
      expect(plan.ops).toEqual(orientation === 1 ? [] : [{ op: 'orient', orientation }]);
      const resized = planOf(shapeOf(400, 300, { orientation }), { resize: { width: 150, height: 40, fit: 'cover' } });
      expect(sizeAfterAll({ width: 400, height: 300 }, resized.ops)).toEqual({ width: 150, height: 40 });
    }
  });

  it('compose over all geometry modules, orientations and stages', () => {
    let count = 0;
    for (const orientation of [1, 3, 6, 8] as Orientation[]) {
      for (const rotate of [undefined, 90, 180, 270, 33.3]) {
        for (const flip of [undefined, 'h', 'hv']) {
          for (const crop of [undefined, { left: 3, top: 5, width: 77, height: 5000 }]) {
            for (const fit of fits) {
              const first = {
                ...(crop && { crop: { crop } }),
                ...(flip && { flip: { flip } }),
                ...(rotate && { rotate: { rotate } }),
                trim: { trim: [1, 0, 0.05, 2] },
                resize: { width: 60, height: 50, fit, dpr: 1.5 },
                pad: { pad: [1, 2, 3, 4], extend: { width: 16, height: 9 } },
                border: { border: [1, 1, 2, 2] },
                mask: { radius: [9, 0, 0.2, 0] },
              };
              const source = shapeOf(203, 101, { orientation });
              const plan = planner.plan({ source: 'a', stages: [first, { resize: { width: 31 } }] }, source, 'png');
              expect(sizeAfterAll(source, plan.ops)).toEqual(sizeOf(plan.output));
              expect(plan.output.width).toBeLessThanOrEqual(31);
              count += 1;
            }
          }
        }
      }
    }
    expect(count).toBe(4 * 5 * 3 * 2 * fits.length);
  });

  it('are found wrong by the oracle when they are wrong (negative control)', () => {
    const source = { width: 10, height: 10 };
    expect(() => sizeAfterAll(source, [{ op: 'extract', left: 6, top: 0, width: 5, height: 5 }])).toThrow(
      'does not lie',
    );
    expect(expectedSize({ width: 1000, height: 333 }, { width: 500, fit: 'contain' })).toEqual({
      width: 500,
      height: 167,
    });
  });
});
