import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNativeDialect } from '../../../core/dialect/native.ts';
import { builtinModules } from '../../../core/pipeline/modules.ts';
import { createPlanner } from '../../../core/pipeline/planner.ts';
import { createLadder } from '../../../core/policy/ladder.ts';
import { chooseFormat, foldAccept } from '../../../core/policy/negotiation.ts';
import type { Recipe } from '../../../core/recipe/recipe.ts';
import { resultKey } from '../../../core/recipe/result-key.ts';
import { failureFrom } from '../../support/failure-from.ts';
import { recipes } from '../../support/recipe-arbitrary.ts';
import { shapeOf } from '../../support/shape-of.ts';
import { ladderWidths } from '../../support/signing.ts';

const native = createNativeDialect(builtinModules);
const planner = createPlanner(builtinModules);
const read = (options: string) => native.read(`${options}/a`) as Recipe;
const up = createLadder({ widths: ladderWidths, snap: 'up' });
const strict = createLadder({ widths: ladderWidths, snap: 'refuse' });

const snapped: readonly (readonly [asked: string, served: string])[] = [
  ['w=640', 'w=640'],
  ['w=641', 'w=828'],
  ['w=1', 'w=20'],
  ['w=3841', 'w=3840'],
  ['w=65535,dpr=10', 'w=3840'],
  ['w=320,dpr=2', 'w=640'],
  ['w=330,dpr=1.5', 'w=500'],
  ['_', 'w=3840'],
  ['dpr=2', 'w=3840'],
  ['f=auto', 'w=3840,f=auto'],
  ['w=100,f=webp', 'w=120,f=webp'],
  ['w=100,f=jpeg,fit=scale-down,anim=true', 'w=120,f=jpg'],
  ['_~w=100~_', 'w=120'],
];

const refused = [
  ['w=640,h=480', 'height'],
  ['h=480', 'height'],
  ['w=640,fit=cover', 'fit'],
  ['w=640,q=80', 'quality'],
  ['w=640,f=png', 'format'],
  ['w=640,f=gif', 'format'],
  ['w=640,blur=3', 'blur'],
  ['w=640,anim=false', 'anim'],
  ['w=640,g=top', 'gravity'],
  ['w=640,mozjpeg=true', 'mozjpeg'],
  ['crop=0;0;9;9,w=640', 'crop'],
  ['w=640~w=640', '~'],
] as const;

describe('the ladder', () => {
  it.each(snapped)('snapping up serves %s as %s', (asked, served) => {
    expect(up(read(asked))).toEqual(read(served));
  });

  it.each(snapped)('refusing takes %s only if it stands on a rung', (asked, served) => {
    const onRung = ['w=640', 'w=320,dpr=2'].includes(asked);
    if (onRung) expect(strict(read(asked))).toEqual(read(served));
    else
      expect(failureFrom(() => strict(read(asked)))).toMatchObject({ code: 'forbidden', detail: { subject: 'width' } });
  });

  it.each(refused)('refuses %s because of "%s", and names its widths', (options, subject) => {
    for (const ladder of [up, strict]) {
      const failure = failureFrom(() => ladder(read(options)));
      expect(failure).toMatchObject({ code: 'forbidden', detail: { subject } });
      expect(failure.message).toContain('20, 40, 60');
    }
  });

  it('serves what keeps standing on it: what was admitted is admitted unchanged', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 65_535 }), fc.constantFrom('', ',f=auto', ',f=webp'), (width, format) => {
        const served = up(read(`w=${width}${format}`));
        expect(up(served)).toEqual(served);
        expect(strict(served)).toEqual(served);
      }),
    );
  });
});

const sources = {
  'a photo': shapeOf(6000, 4000),
  'a transparent png': shapeOf(6000, 4000, { ext: 'png', alpha: true }),
  'a transparent webp': shapeOf(6000, 4000, { ext: 'webp', alpha: true }),
  'an animated gif': shapeOf(6000, 4000, { ext: 'gif', alpha: true, animated: true }),
  'an animated webp': shapeOf(6000, 4000, { ext: 'webp', alpha: true, animated: true }),
  'an avif': shapeOf(6000, 4000, { ext: 'avif' }),
};

const accepts = ['image/avif,image/webp', 'image/avif', 'image/webp', '*/*'];
const words = ['', 'f=auto', 'f=jpg', 'f=png', 'f=webp', 'f=avif', 'f=gif', 'fit=cover', 'dpr=2', 'dpr=1.37', 'q=50'];
const flood = fc.oneof(
  recipes.map(({ stages }) => ({ source: 'a', stages })),
  fc
    .tuple(fc.option(fc.integer({ min: 1, max: 4500 })), fc.subarray(words.slice(1), { maxLength: 3 }))
    .map(([width, more]) => [...(width === null ? [] : [`w=${width}`]), ...more].join(',') || '_')
    .map((options) => {
      try {
        return read(options);
      } catch {
        // Twice the same option: the dialect has refused it already.
        return read('_');
      }
    }),
);

describe('T-22: ten thousand random unsigned URLs', () => {
  it.each(Object.entries(sources))('make at most 64 results of %s', async (what, shape) => {
    const keys = new Set<string>();
    let admitted = 0;
    for (const [asked, accept] of fc.sample(fc.tuple(flood, fc.constantFrom(...accepts)), {
      numRuns: 10_000,
      seed: 22,
    })) {
      let served: Recipe;
      try {
        served = up(asked);
      } catch {
        continue;
      }
      admitted += 1;
      const { ext } = chooseFormat(served, shape, foldAccept(accept));
      keys.add(await resultKey('version', planner.plan(served, shape, ext), 'mark'));
    }
    console.log(`T-22: ${what}: ${admitted} of 10000 admitted, ${keys.size} results.`);
    expect(keys.size).toBeLessThanOrEqual(64);
    // The flood gets through where it may: every rung, in more than one format.
    expect(admitted).toBeGreaterThan(500);
    expect(keys.size).toBeGreaterThan(2 * ladderWidths.length);
  });

  it('would make thousands without the ladder (negative control)', async () => {
    const keys = new Set<string>();
    for (let width = 1; width <= 2000; width += 1) {
      keys.add(await resultKey('version', planner.plan(read(`w=${width}`), sources['a photo'], 'jpg'), 'mark'));
    }
    expect(keys.size).toBe(2000);
  });
});
