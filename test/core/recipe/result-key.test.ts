import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createNativeDialect } from '../../../core/dialect/native.ts';
import { builtinModules } from '../../../core/pipeline/modules.ts';
import type { Plan } from '../../../core/pipeline/plan.ts';
import { createPlanner } from '../../../core/pipeline/planner.ts';
import type { Recipe } from '../../../core/recipe/recipe.ts';
import { resultKey } from '../../../core/recipe/result-key.ts';
import { shapeOf } from '../../support/shape-of.ts';

const native = createNativeDialect(builtinModules);
const planner = createPlanner(builtinModules);
const planOf = (options: string) => planner.plan(native.read(`${options}/a`) as Recipe, shapeOf(800, 600), 'jpg');
const keyOf = (options: string) => resultKey('v', planOf(options), 'm');

describe('a result key', () => {
  it('is 32 characters that may stand in a file name', async () => {
    expect(await keyOf('w=100')).toMatch(/^[\w-]{32}$/);
  });

  it('is the same for requests that mean the same, however they say it', async () => {
    const alike = [
      'w=400',
      'width=400',
      'h=300',
      'w=400,h=300',
      'w=200,dpr=2',
      'fit=cover,w=400,h=300',
      'w=400~w=400',
      '_~w=400',
      'w=400,q=80',
      'w=400,lossless=true',
      'w=400,background=red',
      'g=left,w=400',
      'w=400,brightness=1',
    ];
    const keys = await Promise.all(alike.map(keyOf));
    expect(new Set(keys).size).toBe(1);
  });

  it('differs wherever a byte of the result could', async () => {
    const different = [
      '_',
      'w=400',
      'w=401',
      'w=400,q=79',
      'w=400,blur=1',
      'w=400,mozjpeg=true',
      'w=400~blur=1,w=200',
      'w=400,h=100,fit=cover',
      'w=400,h=100,fit=cover,g=top',
      'w=400,h=100,fit=cover,g=auto',
    ];
    const keys = await Promise.all(different.map(keyOf));
    expect(new Set(keys).size).toBe(different.length);
    const plan = planOf('w=400');
    const others = await Promise.all([
      resultKey('w', plan, 'm'),
      resultKey('v', plan, 'n'),
      resultKey('v', { ...plan, frames: 'first' }, 'm'),
    ]);
    expect(new Set([...keys, ...others]).size).toBe(different.length + 3);
  });

  it('does not depend on the order in which a module wrote the fields of an operation', async () => {
    const plan = planOf('crop=1;2;3;4');
    const turned = {
      ...plan,
      ops: plan.ops.map((op) => Object.fromEntries(Object.entries(op).reverse())),
    } as unknown as Plan;
    expect(JSON.stringify(turned.ops)).not.toBe(JSON.stringify(plan.ops));
    expect(await resultKey('v', turned, 'm')).toBe(await resultKey('v', plan, 'm'));
  });

  it('keeps its parts apart', async () => {
    const plan = planOf('_');
    expect(await resultKey('ab', plan, 'c')).not.toBe(await resultKey('a', plan, 'bc'));
  });

  it('is the first 24 bytes of SHA-256 over length-prefixed parts, so that keys outlive a restart', async () => {
    const json =
      '["all",[{"height":75,"op":"resize","width":100}],{"ext":"jpg","mozjpeg":false,"op":"encode","progressive":false,"quality":80}]';
    const digest = createHash('sha256').update(`1:v${json.length}:${json}1:m`).digest();
    expect(await keyOf('w=100')).toBe(digest.subarray(0, 24).toString('base64url'));
  });
});
