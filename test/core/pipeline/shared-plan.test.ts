import { describe, expect, test } from 'vitest';
import { builtinModules, createNativeDialect, createPlanner, type Recipe, type Shape } from '../../../core/index.ts';
import { sharedPlan } from '../../../core/pipeline/shared-plan.ts';

const dialect = createNativeDialect(builtinModules);
const planner = createPlanner(builtinModules);
const photo: Shape = {
  ...{ ext: 'jpg', width: 4000, height: 3000, orientation: 1 },
  ...{ animated: false, alpha: false, progressive: false },
};

/** What is shared, and what is left to do, as a word for each operation. */
function parts(text: string, shape: Partial<Shape> = {}) {
  const shared = sharedPlan(planner.plan(dialect.read(`${text}/a`) as Recipe, { ...photo, ...shape }, 'jpg'));
  return (
    shared &&
    [shared.head, shared.rest].map((ops) =>
      ops.map((op) => ('width' in op ? `${op.op} ${op.width}` : op.op)).join(', '),
    )
  );
}

describe('what results of one source share', () => {
  test.each<[string, Partial<Shape>, string, string]>([
    ['w=320', {}, 'shrink, resize 1600, hold', 'resize 800, hold, resize 320'],
    ['w=800', {}, 'shrink, resize 1600, hold', 'resize 800, hold, resize 800'],
    ['w=801', {}, 'shrink, resize 1600, hold', 'resize 801'],
    ['w=1600', {}, 'shrink, resize 1600, hold', 'resize 1600'],
    ['w=2000', {}, 'shrink', 'resize 2000'],
    ['w=600', { orientation: 6 }, 'shrink, resize 1600, hold', 'resize 800, hold, orient, resize 600'],
    ['w=601', { orientation: 6 }, 'shrink, resize 1600, hold', 'orient, resize 601'],
    ['w=320', { width: 1600, height: 1200 }, 'shrink', 'resize 800, hold, resize 320'],
    ['w=320', { width: 1599, height: 1200 }, 'shrink', 'resize 320'],
    ['w=1000', { width: 1600, height: 1200 }, 'shrink', 'resize 1000'],
  ])('is, of %s of %o: %s', (text, shape, head, rest) => expect(parts(text, shape)).toEqual([head, rest]));

  test.each(['w=2001', 'crop=10;10;900;700,w=400', 'w=400,profile=fine', 'q=70'])('is nothing, of %s', (text) =>
    expect(parts(text)).toBeUndefined(),
  );
});
