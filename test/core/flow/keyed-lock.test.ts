import { describe, expect, test } from 'vitest';
import { createKeyedLock } from '../../../core/flow/keyed-lock.ts';

describe('a keyed lock', () => {
  test('work on one key never overlaps and runs in order of arrival', async () => {
    const lock = createKeyedLock();
    const order: number[] = [];
    let inside = 0;
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        lock.run('key', async () => {
          inside += 1;
          expect(inside).toBe(1);
          await new Promise((resolve) => setTimeout(resolve));
          order.push(index);
          inside -= 1;
        }),
      ),
    );
    expect(order).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });

  test('work on another key does not wait', async () => {
    const lock = createKeyedLock();
    const { promise, resolve } = Promise.withResolvers<void>();
    const held = lock.run('a', () => promise);
    expect(await lock.run('b', async () => 'free')).toBe('free');
    resolve();
    await held;
  });

  test('a failure reaches its caller only, and the next one runs', async () => {
    const lock = createKeyedLock();
    const failing = lock.run('key', () => Promise.reject(new Error('broken')));
    const next = lock.run('key', async () => 'next');
    await expect(failing).rejects.toThrow('broken');
    expect(await next).toBe('next');
  });
});
