import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { createMemoryVolume } from '../../../core/volume/memory-volume.ts';
import { ephemeralVolumeContract } from '../../contract/ephemeral-volume.contract.ts';
import { trace } from './trace.ts';

ephemeralVolumeContract('mVol', (capacityBytes) => createMemoryVolume({ capacityBytes }));

function entryOf(key: string, byteLength = 1000) {
  return { key, group: key, ext: 'webp', bytes: new Uint8Array(byteLength) } as const;
}

/** What one entry of `entryOf` costs. */
function costOfOne(): number {
  const volume = createMemoryVolume({ capacityBytes: 1e6 });
  volume.offer(entryOf('0'));
  return volume.used();
}

describe('the memory volume', () => {
  test('an entry may take an eighth of the volume and no more', () => {
    const volume = createMemoryVolume({ capacityBytes: costOfOne() * 8 });
    expect(volume.offer(entryOf('a', 1000))).toBe(true);
    expect(volume.offer(entryOf('b', 1001))).toBe(false);
  });

  test('what was read since it came is spared once, and the oldest unread goes first', () => {
    const volume = createMemoryVolume({ capacityBytes: costOfOne() * 8 });
    for (const key of '01234567') volume.offer(entryOf(key));
    for (const key of '0135') volume.read(key);
    for (const key of 'abc') volume.offer(entryOf(key));
    expect([...'01234567abc'].filter((key) => volume.read(key) !== undefined).join('')).toBe('01357abc');
  });

  test('the hand goes on when the entry it points at is removed', () => {
    const volume = createMemoryVolume({ capacityBytes: costOfOne() * 8 });
    for (const key of '01234567') volume.offer(entryOf(key));
    volume.read('0');
    volume.offer(entryOf('a'));
    volume.remove('2');
    for (const key of 'bc') volume.offer(entryOf(key));
    expect([...'01234567abc'].filter((key) => volume.read(key) !== undefined).join('')).toBe('04567abc');
  });

  test('a hit hands out the kept entry itself', () => {
    const volume = createMemoryVolume({ capacityBytes: 1e6 });
    volume.offer(entryOf('a'));
    expect(volume.read('a')).toBe(volume.read('a'));
  });

  test('a view does not keep the buffer behind it', () => {
    const volume = createMemoryVolume({ capacityBytes: 1e6 });
    volume.offer({ ...entryOf('a'), bytes: new Uint8Array(100_000).subarray(0, 10) });
    expect(volume.read('a')?.bytes.buffer.byteLength).toBe(10);
  });

  test('an entry is charged at least what it takes of live memory', () => {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    const volume = createMemoryVolume({ capacityBytes: 1e9 });
    gc();
    const before = process.memoryUsage();
    for (let index = 0; index < 50_000; index += 1) {
      volume.offer(entryOf(`${index}`.padStart(32, 'k'), 100));
    }
    gc();
    const after = process.memoryUsage();
    const taken = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
    expect(taken).toBeGreaterThan(50_000 * 100);
    expect(taken).toBeLessThan(volume.used());
  });

  test('it hits more often than first-in-first-out where a few pictures are popular and scans pass through', () => {
    const keys = trace({ seed: 7, length: 100_000, pictures: 10_000, skew: 0.9, scanEvery: 10_000, scanLength: 1_000 });
    for (const share of [0.01, 0.05, 0.2]) {
      const room = Math.floor(10_000 * share);
      expect(hitsOfMemoryVolume(keys, room)).toBeGreaterThan(hitsOfFifo(keys, room) * 1.1);
    }
  });
});

function hitsOfMemoryVolume(keys: readonly string[], room: number): number {
  // Keys are padded to one length, so every entry costs the same.
  const cost = createMemoryVolume({ capacityBytes: 1e6 });
  cost.offer(entryOf(keys[0] ?? '', 8));
  const volume = createMemoryVolume({ capacityBytes: cost.used() * room });
  let hits = 0;
  for (const key of keys) {
    if (volume.read(key) !== undefined) hits += 1;
    else volume.offer(entryOf(key, 8));
  }
  return hits;
}

function hitsOfFifo(keys: readonly string[], room: number): number {
  const kept = new Set<string>();
  let hits = 0;
  for (const key of keys) {
    if (kept.has(key)) hits += 1;
    else kept.add(key);
    const [oldest] = kept;
    if (kept.size > room && oldest !== undefined) kept.delete(oldest);
  }
  return hits;
}
