import { describe, expect, it } from 'vitest';
import type { OutputExt } from '../../../core/index.ts';
import { checkPlan } from '../../../core/pipeline/check-plan.ts';
import { builtinModules } from '../../../core/pipeline/modules.ts';
import { createPlanner } from '../../../core/pipeline/planner.ts';
import { defaultLimits } from '../../../core/policy/limits.ts';
import { failureFrom } from '../../support/failure-from.ts';
import { shapeOf } from '../../support/shape-of.ts';

const planner = createPlanner(builtinModules);
const limits = { ...defaultLimits, outputSide: 1000, outputPixels: 500_000 };

function check(width: number, height: number, resize: Record<string, unknown>): void {
  checkPlan(planner.plan({ source: 'a', stages: [{ resize }] }, shapeOf(width, height), 'png'), limits);
}

describe('the check of a plan', () => {
  it('lets pass what lies on the limits', () => {
    check(1000, 500, {});
    check(1, 1, { width: 1000, height: 500, fit: 'squeeze' });
  });

  it('refuses a side that is too long, by its name', () => {
    expect(failureFrom(() => check(100, 100, { width: 1001, height: 9, fit: 'squeeze' }))).toMatchObject({
      code: 'bad-option',
      message: 'Expected a result of at most 1000 pixels a side for option "width" but received "1001".',
    });
    expect(failureFrom(() => check(100, 100, { width: 9, height: 1001, fit: 'squeeze' })).detail.subject).toBe(
      'height',
    );
  });

  it('bounds the area alone of what a text is about', () => {
    const about = (ext: OutputExt, width: number) =>
      checkPlan(planner.plan({ source: 'a', stages: [{}] }, shapeOf(width, 100), ext), limits);
    for (const ext of ['json', 'thumbhash', 'palette'] as const) about(ext, 5000);
    expect(failureFrom(() => about('webp', 1001)).detail.subject).toBe('width');
    expect(failureFrom(() => about('json', 5001)).detail.expected).toBe('a result of at most 500000 pixels');
  });

  it('refuses an area that is too large', () => {
    expect(failureFrom(() => check(100, 100, { width: 708, height: 708, fit: 'squeeze' })).detail).toMatchObject({
      expected: 'a result of at most 500000 pixels',
      received: '708x708',
    });
  });

  it('lets a source larger than any result be shrunk and cut', () => {
    check(4000, 300, { width: 100, height: 100, fit: 'cover' });
    check(4000, 3000, { width: 100, height: 100, fit: 'cover', gravity: 'attention' });
  });

  it.each([{ x: 0.5, y: 0.5 }, 'attention'])(
    'refuses a strip that would be blown up before it is cut (%j)',
    (gravity) => {
      expect(
        failureFrom(() => check(10_000, 1, { width: 200, height: 200, fit: 'cover', gravity })).detail,
      ).toMatchObject({
        expected: 'an enlargement before the cut of at most 500000 pixels',
        received: '2000000x200',
      });
    },
  );
});
