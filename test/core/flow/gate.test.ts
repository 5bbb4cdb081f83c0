import { describe, expect, test } from 'vitest';
import { createGate } from '../../../core/flow/gate.ts';

const never = 2 ** 30;

function openWork() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { work: () => promise, finish: resolve };
}

describe('the gate', () => {
  test('runs as much at once as it has slots and the rest in order of arrival', async () => {
    const gate = createGate({ slots: 2, queue: 10, waitMillis: never });
    const begun: number[] = [];
    const works = Array.from({ length: 5 }, openWork);
    const all = works.map(({ work }, index) =>
      gate.run(() => {
        begun.push(index);
        return work();
      }),
    );
    await Promise.resolve();
    expect(begun).toEqual([0, 1]);
    works[1]?.finish();
    await all[1];
    await Promise.resolve();
    expect(begun).toEqual([0, 1, 2]);
    for (const { finish } of works) finish();
    await Promise.all(all);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
  });

  test('refuses with overloaded when the queue is full, and admits again afterwards', async () => {
    const gate = createGate({ slots: 1, queue: 1, waitMillis: never });
    const first = openWork();
    const running = gate.run(first.work);
    const waiting = gate.run(async () => 'waited');
    await expect(gate.run(async () => 'refused')).rejects.toMatchObject({ code: 'overloaded' });
    first.finish();
    await running;
    expect(await waiting).toBe('waited');
    expect(await gate.run(async () => 'admitted')).toBe('admitted');
  });

  test('refuses with overloaded who has waited too long, and does not run the work later', async () => {
    const gate = createGate({ slots: 1, queue: 1, waitMillis: 1 });
    const first = openWork();
    const running = gate.run(first.work);
    let ran = false;
    const late = gate.run(async () => {
      ran = true;
    });
    await expect(late).rejects.toMatchObject({ code: 'overloaded' });
    first.finish();
    await running;
    expect(await gate.run(async () => 'free')).toBe('free');
    expect(ran).toBe(false);
  });

  test('a waiter whose signal fires leaves the queue with the reason', async () => {
    const gate = createGate({ slots: 1, queue: 1, waitMillis: never });
    const first = openWork();
    const running = gate.run(first.work);
    const client = new AbortController();
    const waiting = gate.run(async () => 'never', client.signal);
    client.abort(new Error('left'));
    await expect(waiting).rejects.toThrow('left');
    const next = gate.run(async () => 'next');
    first.finish();
    await running;
    expect(await next).toBe('next');
  });

  test('gives its slot back when the work fails', async () => {
    const gate = createGate({ slots: 1, queue: 0, waitMillis: never });
    await expect(gate.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await gate.run(async () => 'free')).toBe('free');
  });
});
