import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createModuleCache } from '../../../core/handlers/module-cache.ts';

const pixels = (bytes: number) => ({ width: bytes, height: 1, channels: 1, bytes: new Uint8Array(bytes) }) as const;

describe('the module cache', () => {
  test('keeps pixels under their key and never holds more than its capacity', () => {
    const cache = createModuleCache({ capacityBytes: 100, keepMillis: 60_000 });
    for (let key = 0; key < 20; key += 1) {
      cache.offer(String(key), 'v', pixels(30));
      expect(cache.read(String(key))?.width).toBe(30);
      expect(cache.used()).toBeLessThanOrEqual(100);
    }
    expect(cache.used()).toBe(90);
  });

  test('drops what was used least recently, and declines what would take more than half of it', () => {
    const cache = createModuleCache({ capacityBytes: 100, keepMillis: 60_000 });
    for (const key of ['a', 'b', 'c']) cache.offer(key, 'v', pixels(30));
    cache.read('a');
    cache.offer('d', 'v', pixels(30));
    cache.offer('e', 'v', pixels(51));
    expect(['a', 'b', 'c', 'd', 'e'].filter((key) => cache.read(key) !== undefined)).toEqual(['a', 'c', 'd']);
  });

  test('forgets a source as a whole', () => {
    const cache = createModuleCache({ capacityBytes: 100, keepMillis: 60_000 });
    cache.offer('a', 'one', pixels(10));
    cache.offer('b', 'two', pixels(10));
    cache.offer('c', 'one', pixels(10));
    cache.removeGroup('one');
    expect(cache.used()).toBe(10);
    expect(cache.read('b')).toBeDefined();
  });

  test('drops pixels that nobody has used for a while', async () => {
    const cache = createModuleCache({ capacityBytes: 100, keepMillis: 5 });
    cache.offer('a', 'v', pixels(10));
    while (cache.used() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    cache.offer('a', 'v', pixels(10));
    while (cache.used() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(cache.read('a')).toBeUndefined();
  });

  test('looks again when the next pixels are due, not a whole span after it has looked', () => {
    const turns: { readonly after: number; readonly end: AbortController }[] = [];
    vi.useFakeTimers({ toFake: ['performance'] });
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((after) => {
      const end = new AbortController();
      turns.push({ after, end });
      return end.signal;
    });
    onTestFinished(() => {
      vi.useRealTimers();
      vi.restoreAllMocks();
    });
    const cache = createModuleCache({ capacityBytes: 100, keepMillis: 5000 });
    cache.offer('a', 'v', pixels(10));
    vi.advanceTimersByTime(1000);
    cache.offer('b', 'v', pixels(10));
    vi.advanceTimersByTime(4000);
    turns[0]?.end.abort();
    expect(cache.used()).toBe(10);
    vi.advanceTimersByTime(1000);
    turns[1]?.end.abort();
    expect(cache.used()).toBe(0);
    expect(turns.map(({ after }) => after)).toEqual([5000, 1000]);
  });

  test('of no bytes keeps nothing', () => {
    const cache = createModuleCache({ capacityBytes: 0, keepMillis: 60_000 });
    cache.offer('a', 'v', pixels(1));
    expect(cache.read('a')).toBeUndefined();
  });
});
