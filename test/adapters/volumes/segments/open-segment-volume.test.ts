import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../../core/index.ts';
import { ephemeralVolumeContract } from '../../../contract/ephemeral-volume.contract.ts';
import { noise } from '../../../support/bytes.ts';
import { faultyDisk } from './faulty-disk.ts';
import { bytesIn, entryOf, kib, openVolume } from './open-volume.ts';

ephemeralVolumeContract('eVol in segments', async (capacityBytes) => (await openVolume({ capacityBytes })).volume);

describe('admission', () => {
  test('at the second offer lets nothing in that was offered once', async () => {
    const { volume, directory } = await openVolume({ admit: 'second' });
    expect(await volume.offer(entryOf('a'))).toBe(false);
    expect(volume.has('a')).toBe(false);
    expect(await readdir(directory)).toEqual([]);
    expect(await volume.offer(entryOf('a'))).toBe(true);
    expect(volume.has('a')).toBe(true);
    expect(await volume.read('a')).toEqual(entryOf('a'));
  });

  test('does not ask twice for what takes the place of an entry', async () => {
    const { volume } = await openVolume({ admit: 'second' });
    for (let times = 0; times < 2; times += 1) await volume.offer(entryOf('a'));
    expect(await volume.offer(entryOf('a', 'other', 50, 2))).toBe(true);
    expect(await volume.read('a')).toEqual(entryOf('a', 'other', 50, 2));
  });
});

test('an offer that waits to be written needs no second one', async () => {
  const { volume } = await openVolume();
  const taken = volume.offer(entryOf('a'));
  expect(volume.has('a')).toBe(true);
  expect(volume.has('b')).toBe(false);
  expect(await taken).toBe(true);
  expect(volume.has('a')).toBe(true);
});

test('a removal takes with it what waits to be written', async () => {
  const { volume, directory } = await openVolume();
  const calls = [volume.offer(entryOf('a')), volume.offer(entryOf('b', 'other')), volume.removeGroups(['group'])];
  expect(await Promise.all(calls)).toEqual([false, true, 0]);
  await volume.close();
  const again = (await openVolume({ directory })).volume;
  expect(await again.read('a')).toBeUndefined();
  expect(await again.read('b')).toEqual(entryOf('b', 'other'));
});

test('more than a slow disk can take is declined, and an older entry of the key does not stay', async () => {
  const { volume } = await openVolume({ capacityBytes: 256 * 1024 * kib });
  await volume.offer(entryOf('x', 'group', 10));
  const large = new Uint8Array(4 * 1024 * kib);
  const offers = [1, 2, 3, 4, 5, 6, 7, 8].map((key) => volume.offer({ ...entryOf(`${key}`), bytes: large }));
  expect(await volume.offer(entryOf('x', 'group', 20))).toBe(false);
  expect(await Promise.all(offers)).toEqual(Array(8).fill(true));
  expect(await volume.read('x')).toBeUndefined();
});

test('a read uses a thread unless the entry was written or read within a minute', async () => {
  let now = 0;
  const { disk, calls } = faultyDisk(() => undefined);
  const { volume } = await openVolume({ disk, clock: () => now });
  const reads = async () => {
    calls.length = 0;
    expect(await volume.read('a')).toEqual(entryOf('a'));
    return calls;
  };
  await volume.offer(entryOf('a'));
  expect(await reads()).toEqual(['readSync 000.seg']);
  now += 60_000;
  expect(await reads()).toEqual(['read 000.seg']);
  expect(await reads()).toEqual(['readSync 000.seg']);
});

describe('the files', () => {
  test('are made one by one, each in its full size, and are never more than the capacity', async () => {
    const { volume, directory } = await openVolume({ capacityBytes: 64 * kib });
    expect(await bytesIn(directory)).toBe(0);
    const sizes = new Set<number>();
    for (let count = 0; count < 100; count += 1) {
      await volume.offer(entryOf(`${count}`));
      sizes.add(await bytesIn(directory));
      expect(volume.used()).toBeLessThanOrEqual(await bytesIn(directory));
    }
    expect([...sizes]).toEqual([16, 32, 48, 64].map((size) => size * kib));
  });

  test('of another capacity are taken away, and all of them where eVol is switched off', async () => {
    const { volume, directory } = await openVolume({ capacityBytes: 128 * kib });
    for (let count = 0; count < 200; count += 1) await volume.offer(entryOf(`${count}`));
    await volume.close();
    const smaller = (await openVolume({ directory, capacityBytes: 64 * kib })).volume;
    expect(await bytesIn(directory)).toBe(0);
    await smaller.offer(entryOf('a'));
    await smaller.close();
    await openVolume({ directory, capacityBytes: 0 });
    expect(await readdir(directory)).toEqual([]);
  });

  test('that an earlier start did not finish, or that are not ours, are taken away', async () => {
    const { directory, volume } = await openVolume();
    await mkdir(directory, { recursive: true });
    await volume.close();
    await writeFile(join(directory, '000.seg'), noise(1000));
    await writeFile(join(directory, '001.seg'), noise(256 * kib));
    await writeFile(join(directory, '999.seg'), noise(10));
    const again = (await openVolume({ directory })).volume;
    expect(again.stats().entries).toBe(0);
    expect(await readdir(directory)).toEqual(['001.seg']);
    expect(await again.offer(entryOf('a'))).toBe(true);
    expect(await again.read('a')).toEqual(entryOf('a'));
  });
});

describe('a full volume', () => {
  test('drops the oldest and keeps what was read since it came', async () => {
    const { volume } = await openVolume({ capacityBytes: 64 * kib });
    await volume.offer(entryOf('wanted'));
    for (let count = 0; count < 200; count += 1) {
      await volume.offer(entryOf(`${count}`));
      expect(await volume.read('wanted')).toEqual(entryOf('wanted'));
    }
    expect(await volume.read('0')).toBeUndefined();
    expect(await volume.read('199')).toEqual(entryOf('199'));
  });

  test('forgets also the entry that was read, when nobody reads it again', async () => {
    const { volume } = await openVolume({ capacityBytes: 64 * kib });
    await volume.offer(entryOf('once'));
    await volume.read('once');
    for (let count = 0; count < 200; count += 1) await volume.offer(entryOf(`${count}`));
    expect(await volume.read('once')).toBeUndefined();
  });

  test('takes newcomers although everything in it is read', async () => {
    const { volume } = await openVolume({ capacityBytes: 64 * kib });
    for (let count = 0; count < 200; count += 1) {
      expect(await volume.offer(entryOf(`${count}`))).toBe(true);
      for (let key = 0; key <= count; key += 1) await volume.read(`${key}`);
    }
  });
});

describe('a start', () => {
  test('finds every entry again, and neither what was removed nor what was replaced', async () => {
    const { volume, directory } = await openVolume();
    for (let count = 0; count < 40; count += 1) {
      await volume.offer(entryOf(`${count}`, `group ${count % 4}`, 3000, count));
    }
    await volume.remove('5');
    await volume.removeGroups(['group 2']);
    await volume.offer(entryOf('7', 'new', 10, 99));
    await volume.remove('7');
    const used = volume.used();
    await volume.close();
    expect(volume.used()).toBe(0);
    const again = (await openVolume({ directory })).volume;
    for (let count = 0; count < 40; count += 1) {
      const isGone = count === 5 || count === 7 || count % 4 === 2;
      const entry = entryOf(`${count}`, `group ${count % 4}`, 3000, count);
      expect(await again.read(`${count}`)).toEqual(isGone ? undefined : entry);
    }
    expect(again.used()).toBe(used);
  });

  test('goes on in the segment it finds: many starts push nothing out', async () => {
    const first = await openVolume();
    const { directory } = first;
    await first.volume.close();
    for (let start = 0; start < 40; start += 1) {
      const { volume } = await openVolume({ directory });
      await volume.offer(entryOf(`${start}`));
      await volume.close();
    }
    expect(await readdir(directory)).toEqual(['000.seg']);
    const { volume } = await openVolume({ directory });
    for (let start = 0; start < 40; start += 1) expect(await volume.read(`${start}`)).toEqual(entryOf(`${start}`));
  });
});

test('in any sequence of calls and starts it answers what a model has or nothing, and what went never comes back', async () => {
  const key = fc.integer({ min: 0, max: 25 }).map(String);
  const group = fc.integer({ min: 0, max: 4 }).map(String);
  const step = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ do: fc.constant('offer'), key, group, length: fc.integer({ min: 0, max: 7000 }) }),
    },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('read'), key }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('remove'), key }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('removeGroup'), group }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen') }) },
  ) as fc.Arbitrary<{ do: string; key: string; group: string; length: number }>;
  const seen = { hits: 0, misses: 0, hitsAfterStart: 0 };

  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 200, size: 'max' }), async (steps) => {
      const capacityBytes = 64 * kib;
      let { volume, directory } = await openVolume({ capacityBytes });
      let starts = 0;
      const model = new Map<string, Entry>();
      for (const [seed, { do: call, key, group, length }] of steps.entries()) {
        if (call === 'offer') {
          const entry = entryOf(key, group, length, seed);
          if (await volume.offer(entry)) model.set(key, entry);
          else model.delete(key);
        } else if (call === 'read') {
          const entry = await volume.read(key);
          seen[entry === undefined ? 'misses' : starts > 0 ? 'hitsAfterStart' : 'hits'] += 1;
          if (entry !== undefined) expect(entry).toEqual(model.get(key));
        } else if (call === 'remove') {
          await volume.remove(key);
          model.delete(key);
        } else if (call === 'removeGroup') {
          await volume.removeGroups([group]);
          for (const entry of model.values()) if (entry.group === group) model.delete(entry.key);
        } else {
          await volume.close();
          volume = (await openVolume({ directory, capacityBytes })).volume;
          starts += 1;
        }
        const onDisk = await bytesIn(directory);
        expect(volume.used()).toBeLessThanOrEqual(onDisk);
        expect(onDisk).toBeLessThanOrEqual(capacityBytes);
      }
    }),
    { numRuns: 60 },
  );
  expect(Math.min(seen.hits, seen.misses, seen.hitsAfterStart)).toBeGreaterThan(20);
});
