import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtinModules } from '../../../core/pipeline/modules.ts';
import { createCanonical } from '../../../core/recipe/canonical.ts';
import { failureFrom } from '../../support/failure-from.ts';
import { recipes } from '../../support/recipe-arbitrary.ts';

const canonical = createCanonical(builtinModules);
const of = (...stages: Record<string, Record<string, unknown>>[]) => canonical({ source: 'a', stages }).stages;

describe('the canonical form', () => {
  it('sorts modules by their place in a stage and options as their module lists them', () => {
    const [stage] = of({
      encode: { quality: 5, format: 'webp' },
      resize: { height: 1, width: 2 },
      crop: { crop: { height: 4, width: 3, top: 2, left: 1 } },
    });
    expect(JSON.stringify(stage)).toBe(
      '{"crop":{"crop":{"left":1,"top":2,"width":3,"height":4}},"resize":{"width":2,"height":1},"encode":{"format":"webp","quality":5}}',
    );
  });

  it('drops what means the same as absence, and keeps what does not', () => {
    expect(
      of({ resize: { width: 5, fit: 'scale-down', dpr: 1, gravity: { x: 0.5, y: 0.5 } }, modulate: { brightness: 1 } }),
    ).toEqual([{ resize: { width: 5 } }]);
    expect(of({ resize: { fit: 'cover' }, encode: { anim: false } })).toEqual([
      { resize: { fit: 'cover' }, encode: { anim: false } },
    ]);
  });

  it('drops stages that say nothing, but not the last one left', () => {
    expect(of({}, { blur: { blur: 3 } }, { sharpen: { sharpen: 0 } }, { blur: {} })).toEqual([{ blur: { blur: 3 } }]);
    expect(of({}, {})).toEqual([{}]);
    expect(of()).toEqual([{}]);
  });

  it('rounds what no URL can say', () => {
    expect(of({ modulate: { brightness: 1.23456789 }, resize: { dpr: 1.00001 } })).toEqual([
      { modulate: { brightness: 1.2346 } },
    ]);
  });

  it('is its own canonical form', () => {
    fc.assert(
      fc.property(recipes, (recipe) => {
        const once = canonical(recipe);
        expect(JSON.stringify(canonical(once))).toBe(JSON.stringify(once));
      }),
    );
  });

  it.each([
    ['a module', { paint: {} }, 'paint'],
    ['a module called like a property of objects', { constructor: {} }, 'constructor'],
    ['an option', { blur: { radius: 3 } }, 'radius'],
    ['an option called like a property of objects', { blur: { toString: 3 } }, 'toString'],
  ])('refuses %s that is not known', (_, stage, subject) => {
    expect(failureFrom(() => of(stage as never))).toMatchObject({ code: 'bad-option', detail: { subject } });
  });

  it('refuses a value that its option does not accept', () => {
    const failure = failureFrom(() => of({ blur: { blur: '3' } }));
    expect(failure.message).toBe('Expected an integer from 1 to 250 for option "blur" but received ""3"".');
  });

  it('takes eight stages and no more', () => {
    const stage = { blur: { blur: 1 } };
    expect(of(...Array(8).fill(stage))).toHaveLength(8);
    expect(failureFrom(() => of(...Array(9).fill(stage))).message).toBe(
      'Expected at most 8 stages for option "~" but received "more".',
    );
  });

  it('refuses a name that is none', () => {
    expect(failureFrom(() => canonical({ source: '../a', stages: [] }))).toMatchObject({ code: 'bad-name' });
  });
});
