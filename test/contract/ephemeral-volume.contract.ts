// What every EphemeralVolume has to keep: it may forget at any moment, but never exceed its size or tell a lie.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Awaitable, Entry, EphemeralVolume } from '../../core/volume/ephemeral-volume.ts';
import { noise } from '../support/bytes.ts';

/** Opens an empty volume of the running test's own. */
export type OpenEphemeralVolume = (capacityBytes: number) => Awaitable<EphemeralVolume>;

const roomy = 1024 * 1024;

function entryOf(key: string, group = 'group', byteLength = 100, seed = 1): Entry {
  return { key, group, ext: 'webp', bytes: noise(byteLength, seed) };
}

export function ephemeralVolumeContract(name: string, open: OpenEphemeralVolume): void {
  describe(`${name} as an ephemeral volume`, () => {
    test('an entry that was taken is read as it was offered', async () => {
      const volume = await open(roomy);
      expect(await volume.offer(entryOf('a'))).toBe(true);
      expect(await volume.read('a')).toEqual(entryOf('a'));
      expect(await volume.read('b')).toBeUndefined();
    });

    test('offering a key again replaces the entry and its group', async () => {
      const volume = await open(roomy);
      await volume.offer(entryOf('a', 'old', 500));
      const before = volume.used();
      await volume.offer(entryOf('a', 'new', 400, 2));
      expect(await volume.read('a')).toEqual(entryOf('a', 'new', 400, 2));
      expect(volume.used()).toBeLessThanOrEqual(before);
      expect(await volume.removeGroups(['old'])).toBe(0);
      expect(await volume.removeGroups(['new'])).toBe(1);
    });

    test('a view into a larger buffer is kept as what it shows', async () => {
      const volume = await open(roomy);
      const buffer = noise(1000);
      await volume.offer({ ...entryOf('a'), bytes: buffer.subarray(10, 20) });
      expect((await volume.read('a'))?.bytes).toEqual(buffer.slice(10, 20));
    });

    test('what is removed is gone and gives its space back', async () => {
      const volume = await open(roomy);
      await volume.offer(entryOf('a'));
      expect(await volume.remove('a')).toBe(true);
      expect(await volume.remove('a')).toBe(false);
      expect(await volume.read('a')).toBeUndefined();
      expect(volume.used()).toBe(0);
    });

    test('a group goes together and leaves the others', async () => {
      const volume = await open(roomy);
      for (const [key, group] of [
        ['a', 'x'],
        ['b', 'y'],
        ['c', 'x'],
      ] as const)
        await volume.offer(entryOf(key, group));
      expect(await volume.removeGroups(['x'])).toBe(2);
      expect(await volume.removeGroups(['x'])).toBe(0);
      expect([await volume.read('a'), await volume.read('c')]).toEqual([undefined, undefined]);
      expect(await volume.read('b')).toEqual(entryOf('b', 'y'));
    });

    test('what is larger than the volume is declined, and takes an older entry of its key with it', async () => {
      const volume = await open(roomy);
      await volume.offer(entryOf('a'));
      expect(await volume.offer(entryOf('a', 'group', roomy + 1))).toBe(false);
      expect(await volume.read('a')).toBeUndefined();
      expect(volume.used()).toBe(0);
    });

    test('a volume of no size keeps nothing', async () => {
      const volume = await open(0);
      expect(await volume.offer(entryOf('a', 'group', 0))).toBe(false);
      expect(await volume.read('a')).toBeUndefined();
    });

    test('in any sequence of calls it stays within its size and never answers what it was not last offered', async () => {
      const key = fc.integer({ min: 0, max: 30 }).map(String);
      const group = fc.integer({ min: 0, max: 4 }).map(String);
      const offer = fc.record({
        do: fc.constant('offer' as const),
        key,
        group,
        length: fc.integer({ min: 0, max: 9000 }),
      });
      const step = fc.oneof(
        { weight: 6, arbitrary: offer },
        { weight: 6, arbitrary: fc.record({ do: fc.constant('read' as const), key }) },
        { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), key }) },
        { weight: 1, arbitrary: fc.record({ do: fc.constant('removeGroup' as const), group }) },
      );
      let hits = 0;
      let misses = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 150, size: 'max' }), async (steps) => {
          const volume = await open(64 * 1024);
          const offered = new Map<string, Entry>();
          for (const [seed, call] of steps.entries()) {
            if (call.do === 'offer') {
              const entry = entryOf(call.key, call.group, call.length, seed);
              if (await volume.offer(entry)) offered.set(call.key, entry);
              else offered.delete(call.key);
            } else if (call.do === 'read') {
              const entry = await volume.read(call.key);
              if (entry === undefined) misses += 1;
              else hits += 1;
              if (entry !== undefined) expect(entry).toEqual(offered.get(call.key));
            } else if (call.do === 'remove') {
              await volume.remove(call.key);
              offered.delete(call.key);
            } else {
              const members = [...offered.values()].filter((entry) => entry.group === call.group);
              expect(await volume.removeGroups([call.group])).toBeLessThanOrEqual(members.length);
              for (const { key } of members) offered.delete(key);
            }
            expect(volume.used()).toBeLessThanOrEqual(volume.capacityBytes);
          }
        }),
        { numRuns: 60 },
      );
      // Both must have happened often, or the sequences have shown nothing.
      expect(Math.min(hits, misses)).toBeGreaterThan(100);
    });
  });
}
