import { describe, expect, test } from 'vitest';
import { adoptModule, checkForeign, type ForeignModule, joinModules } from '../../../core/pipeline/foreign-module.ts';
import { builtinModules } from '../../../core/pipeline/modules.ts';
import { createPlanner } from '../../../core/pipeline/planner.ts';
import { resultKey } from '../../../core/recipe/result-key.ts';
import { failureFrom } from '../../support/failure-from.ts';
import { shapeOf } from '../../support/shape-of.ts';

const odd: ForeignModule = {
  name: 'odd',
  version: '1',
  rank: 777,
  summary: 'Does something.',
  options: { odd: { type: 'flag', summary: '' }, 'odd.size': { type: 'integer', min: 1, max: 9, summary: '' } },
  plan: (input, config) => (config.odd ? { width: input.width * 2 } : undefined),
  pixels: (raw) => raw,
};
const withChanges = (changes: object) => ({ ...odd, ...changes });
const recipe = { source: 'a', stages: [{ resize: { width: 40 }, odd: { odd: true }, encode: { format: 'png' } }] };
const planOf = (module: ForeignModule) =>
  createPlanner(joinModules(builtinModules, [adoptModule(module)])).plan(recipe, shapeOf(80, 40), 'png');

describe('a third-party module', () => {
  test('is planned among the others, and its pixels are an operation of its own', () => {
    const { output, ops } = planOf(odd);
    expect(output).toMatchObject({ width: 80, height: 20 });
    expect(ops).toEqual([
      { op: 'resize', width: 40, height: 20 },
      { op: 'pixels', module: 'odd', version: '1', config: { odd: true }, width: 80, height: 20 },
    ]);
  });

  test('plans nothing where none of its options is given, or where it says so', () => {
    const module = adoptModule(odd);
    const input = shapeOf(8, 4);
    expect(module.plan(input, {}, {}, () => undefined)).toEqual({ output: input, ops: [] });
    expect(module.plan(input, { odd: false }, {}, () => undefined)).toEqual({ output: input, ops: [] });
  });

  test('has its version in the key of what it makes', async () => {
    const keys = await Promise.all(['1', '2'].map((version) => resultKey('v', planOf({ ...odd, version }), 'mark')));
    expect(new Set(keys).size).toBe(2);
  });

  test.each([
    ['throws', () => Promise.reject(new Error('secret'))],
    ['has no width', () => ({ width: 0 })],
  ])('whose plan %s ends as a failure of ours', (_, plan) => {
    const broken = withChanges({
      plan: () => {
        const planned = plan();
        if (planned instanceof Promise) {
          planned.catch(() => {});
          throw new Error('secret');
        }
        return planned;
      },
    });
    const failure = failureFrom(() => planOf(broken as ForeignModule));
    expect(failure.code).toBe('internal');
    expect(failure.message).not.toContain('secret');
  });

  test.each([
    ['is no object', 3, 'an object as its default export'],
    ['has no name', withChanges({ name: 'Odd!' }), 'a "name"'],
    ['has no version', withChanges({ version: 1 }), 'a "version"'],
    ['comes behind the encoder', withChanges({ rank: 1e6 }), 'a "rank"'],
    ['has no plan', withChanges({ plan: 1 }), 'a function "plan"'],
    ['has pixels that are no function', withChanges({ pixels: 1 }), 'as "pixels"'],
    [
      'has an option of no kind',
      withChanges({ options: { odd: { type: 'word', summary: '' } } }),
      'a "type" of integer',
    ],
    [
      'has bounds the wrong way',
      withChanges({ options: { odd: { type: 'integer', min: 2, max: 1, summary: '' } } }),
      'type',
    ],
    [
      'has an option of no name',
      withChanges({ options: { 'o=d': { type: 'flag', summary: '' } } }),
      'lower-case letters',
    ],
  ])('that %s is refused in one sentence', (_, value, words) => {
    const { code, message } = failureFrom(() => checkForeign(value, '"it"'));
    expect([code, message.includes(words), message.includes('\n')], message).toEqual(['bad-request', true, false]);
  });

  test.each([
    ['rank', withChanges({ rank: 500 }), 'another rank than 500, which is that of module resize'],
    ['option', withChanges({ options: { w: { type: 'flag', summary: '' } } }), 'another option than "w"'],
    ['name', withChanges({ name: 'resize' }), 'another name'],
  ])('with the %s of another is refused', (_, module, words) => {
    const join = () => joinModules(builtinModules, [adoptModule(module as ForeignModule)]);
    expect(failureFrom(join)).toMatchObject({ code: 'bad-request', message: expect.stringContaining(words) });
  });
});
