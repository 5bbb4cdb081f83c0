// Boxes that depend on the picture they are filled with: shares of it, and boxes that may not outgrow it.
import { describe, expect, it } from 'vitest';
import type { ResizeConfig } from '../../../core/pipeline/modules/resize.ts';
import { builtinModules } from '../../../core/pipeline/modules.ts';
import { createPlanner } from '../../../core/pipeline/planner.ts';
import { failureFrom } from '../../support/failure-from.ts';
import { shapeOf } from '../../support/shape-of.ts';
import { sizeAfterAll } from '../../support/size-oracle.ts';

const planner = createPlanner(builtinModules);

function sizeOf(from: readonly [number, number], resize: ResizeConfig) {
  const { ops, output } = planner.plan({ source: 'a', stages: [{ resize }] }, shapeOf(...from), 'png');
  const size = sizeAfterAll({ width: from[0], height: from[1] }, ops);
  expect([size.width, size.height]).toEqual([output.width, output.height]);
  return [size.width, size.height];
}

describe('a box', () => {
  // Worked out by hand from clampDimensionsPreservingAspectRatio of IPX and sharp's fits.
  it.each([
    [[400, 300], { width: 200, height: 200, fit: 'cover' }, [200, 200]],
    [[200, 200], { width: 300, height: 200, fit: 'cover' }, [200, 133]],
    [[400, 100], { width: 300, height: 200, fit: 'cover' }, [150, 100]],
    [[100, 400], { width: 300, height: 200, fit: 'cover' }, [100, 67]],
    [[200, 100], { width: 300, height: 300, fit: 'contain' }, [100, 50]],
    [[200, 100], { width: 300, height: 300, fit: 'squeeze' }, [100, 100]],
    [[300, 200], { width: 400, height: 400, fit: 'pad' }, [200, 200]],
    [[301, 200], { width: 401, height: 307, fit: 'pad' }, [261, 200]],
    [[300, 200], { width: 400, height: 400, fit: 'outside' }, [300, 200]],
    [[300, 200], { width: 600, fit: 'cover' }, [300, 200]],
    [[300, 200], { height: 100, fit: 'cover' }, [150, 100]],
  ] as const)('of a picture of %j that %j asks for is bounded to %j', (from, config, to) => {
    expect(sizeOf(from, { ...config, 'bound-box': true })).toEqual(to);
  });

  it.each([
    [{ 'width-share': 0.5 }, [150, 100]],
    [{ 'height-share': 0.25 }, [75, 50]],
    [{ 'width-share': 0.5, 'height-share': 0.25, fit: 'cover' }, [150, 50]],
    [{ 'width-share': 0.3333, dpr: 2 }, [200, 133]],
    [{ 'width-share': 2 }, [300, 200]],
    [{ 'width-share': 2, fit: 'contain' }, [600, 400]],
    [{ 'width-share': 0.0001 }, [1, 1]],
  ] as const)('is a share of 300x200 with %j: %j', (config, to) => {
    expect(sizeOf([300, 200], config)).toEqual(to);
  });

  it('is given as pixels or as a share, and as pixels where it has to be filled up', () => {
    const refused = (config: ResizeConfig) => failureFrom(() => sizeOf([300, 200], config)).detail.subject;
    expect(refused({ width: 10, 'width-share': 0.5 })).toBe('width-share');
    expect(refused({ height: 10, 'height-share': 0.5 })).toBe('height-share');
    expect(refused({ 'width-share': 0.5, fit: 'pad' })).toBe('width-share');
  });
});
