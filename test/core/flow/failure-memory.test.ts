import { expect, test } from 'vitest';
import { Failure, type FailureCode } from '../../../core/failure.ts';
import { createFailureMemory } from '../../../core/flow/failure-memory.ts';

const of = (code: FailureCode) => new Failure(code, 'It failed.');

test.each(['corrupt-image', 'over-limit', 'unsupported-type'] as const)('%s is remembered', (code) => {
  const memory = createFailureMemory({ millis: 1e6, capacity: 2 });
  memory.note('a', of(code));
  expect(memory.recall('a')?.code).toBe(code);
  expect(memory.recall('b')).toBeUndefined();
});

test.each([of('overloaded'), of('timeout'), of('aborted'), of('internal'), new Error('other')])(
  '%s is not: it may go well the next time',
  (error) => {
    const memory = createFailureMemory({ millis: 1e6, capacity: 2 });
    memory.note('a', error);
    expect(memory.recall('a')).toBeUndefined();
  },
);

test('the oldest is forgotten for a new one, and all after their time', () => {
  const memory = createFailureMemory({ millis: 1e6, capacity: 2 });
  for (const key of ['a', 'b', 'c']) memory.note(key, of('corrupt-image'));
  expect(['a', 'b', 'c'].map((key) => memory.recall(key) !== undefined)).toEqual([false, true, true]);
  const brief = createFailureMemory({ millis: 0, capacity: 2 });
  brief.note('a', of('corrupt-image'));
  expect(brief.recall('a')).toBeUndefined();
});
