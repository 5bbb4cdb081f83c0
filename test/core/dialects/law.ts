// The law of dialects: what was written is read as the same canonical Recipe.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Dialect } from '../../../core/dialect/dialect.ts';
import { type Said, stageOf } from '../../../core/dialect/said.ts';
import { Failure } from '../../../core/failure.ts';
import { builtinModules } from '../../../core/pipeline/modules.ts';
import { createCanonical } from '../../../core/recipe/canonical.ts';
import { valuesOf } from '../../support/recipe-arbitrary.ts';

const canonical = createCanonical(builtinModules);
const names = fc.array(fc.stringMatching(/^[a-z0-9 #&=,~;:@+é漢-]{1,9}$/u), { minLength: 1, maxLength: 3 });
const sources = fc.oneof(
  { weight: 5, arbitrary: names.map((parts) => parts.join('/')) },
  fc.constantFrom('https://elsewhere.example/a%20b.jpg', 'https://elsewhere.example/a.jpg?v=2&w=3'),
);

/** `module.option` to its values, or undefined for those of the tests of our own grammar. */
export type Values = Readonly<Record<string, fc.Arbitrary<unknown> | undefined>>;

/** `always`: what every recipe says, since the dialect cannot do without. */
export function itKeepsTheLaw(dialect: Dialect, values: Values, always: readonly string[] = []): void {
  const entries = Object.entries(values).map(
    ([key, of]) => [key, of ?? valuesOf(key.slice(key.indexOf('.') + 1))] as const,
  );
  const few = fc
    .subarray(entries, { maxLength: Math.min(5, entries.length) })
    .map((chosen) => [...new Set([...chosen, ...entries.filter(([key]) => always.includes(key))])])
    .chain((chosen) => fc.record(Object.fromEntries(chosen)));

  it('reads what it has written as the same canonical recipe', () => {
    let written = 0;
    const runs = 300;
    fc.assert(
      fc.property(sources, few, (source, said) => {
        const recipe = canonical({ source, stages: [stageOf(new Map(Object.entries(said)) as Said)] });
        const target = writtenBy(dialect, recipe);
        if (target === undefined) return;
        written += 1;
        expect(target).toMatch(/^[!"$-~]+$/);
        const { source: read, stages } = dialect.read(target) ?? {};
        expect({ source: read, stages }, target).toEqual(recipe);
      }),
      { numRuns: runs },
    );
    expect(written).toBeGreaterThan(runs / 4);
  });

  it('throws nothing but a Failure, whatever it reads', () => {
    const text = fc.oneof(fc.string({ unit: 'binary-ascii' }), fc.stringMatching(/^[\w?&=,/:%.;-]{0,60}$/));
    fc.assert(
      fc.property(text, (target) => {
        expect(failureOrNothing(() => dialect.read(target))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
}

function writtenBy(dialect: Dialect, recipe: Parameters<Dialect['write']>[0]): string | undefined {
  try {
    return dialect.write(recipe);
  } catch (error) {
    if (error instanceof Failure && error.code === 'not-supported') return undefined;
    throw error;
  }
}

function failureOrNothing(read: () => unknown): boolean {
  try {
    read();
  } catch (error) {
    return error instanceof Failure;
  }
  return true;
}
