// What becomes of eVol when its disk fails, fills up or is taken away (CS-19, CS-20).
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { realDisk } from '../../../../adapters/volumes/segments/disk.ts';
import { faultyDisk } from './faulty-disk.ts';
import { bytesIn, entryOf, kib, openVolume } from './open-volume.ts';

/** A volume on a disk that is sound until `fault` is set, with a clock that stands still until it is moved. */
async function openFaulty(capacityBytes = 64 * kib) {
  const state = { fault: (_: string): string | undefined => undefined, now: 0 };
  const { disk, calls } = faultyDisk((call) => state.fault(call));
  const opened = await openVolume({ capacityBytes, disk, clock: () => state.now });
  return { ...opened, state, calls };
}

const pauseMillis = 1_000;

describe('a directory that is wiped while it is in use', () => {
  test('is made again by the next offer, and that is told once', async () => {
    const { volume, directory, told } = await openVolume();
    await volume.offer(entryOf('a'));
    await rm(directory, { recursive: true });
    expect(await volume.offer(entryOf('b'))).toBe(true);
    expect(await volume.read('a')).toBeUndefined();
    expect(await volume.read('b')).toEqual(entryOf('b'));
    expect(await readdir(directory)).toEqual(['000.seg']);
    expect(told).toEqual([{ event: 'evol.failed', during: 'look' }]);
  });

  test('gives what it had, or nothing, until then', async () => {
    const { volume, directory } = await openVolume();
    await volume.offer(entryOf('a'));
    await rm(directory, { recursive: true });
    expect([undefined, entryOf('a')]).toContainEqual(await volume.read('a'));
    expect(await volume.removeGroups(['group'])).toBe(1);
    expect(await volume.read('a')).toBeUndefined();
  });

  test('is also noticed when another file stands under the name', async () => {
    const { volume, directory } = await openVolume();
    await volume.offer(entryOf('a'));
    await rm(join(directory, '000.seg'));
    await writeFile(join(directory, '000.seg'), 'not ours');
    expect(await volume.offer(entryOf('b'))).toBe(true);
    expect(await volume.read('b')).toEqual(entryOf('b'));
  });
});

describe('a disk that fails', () => {
  test.each(['EROFS', 'EIO', 'ENOSPC', 'EACCES'])(
    'every write with %s from the start declines without a failure, leaves the disk alone for a moment, and recovers by itself',
    async (code) => {
      const { volume, told, state, calls } = await openFaulty();
      state.fault = (call) => (/^(mkdir|open|write)/.test(call) ? code : undefined);
      expect(await volume.offer(entryOf('a'))).toBe(false);
      const tried = calls.length;
      for (let times = 0; times < 50; times += 1) expect(await volume.offer(entryOf('a'))).toBe(false);
      expect(calls).toHaveLength(tried);
      expect(told).toEqual([{ event: 'evol.failed', during: 'write' }]);
      state.now += pauseMillis;
      expect(await volume.offer(entryOf('a'))).toBe(false);
      expect(calls.length).toBeGreaterThan(tried);
      expect(told).toHaveLength(1);

      state.fault = () => undefined;
      state.now += pauseMillis;
      expect(await volume.offer(entryOf('a'))).toBe(true);
      expect(await volume.read('a')).toEqual(entryOf('a'));
    },
  );

  test.each(['EROFS', 'EIO'])('every write with %s half way goes on with what other segments hold', async (code) => {
    const { volume, state, directory } = await openFaulty();
    for (let count = 0; count < 20; count += 1) await volume.offer(entryOf(`${count}`));
    expect(await readdir(directory)).toHaveLength(2);
    state.fault = (call) => (/^(open|write|unlink)/.test(call) ? code : undefined);
    expect(await volume.offer(entryOf('new'))).toBe(false);
    expect(await volume.read('0')).toEqual(entryOf('0'));
    expect(await volume.removeGroups(['group'])).toBeGreaterThan(0);
    expect(await volume.read('0')).toBeUndefined();
    expect(volume.used()).toBe(0);
    state.fault = () => undefined;
    state.now += pauseMillis;
    expect(await volume.offer(entryOf('new'))).toBe(true);
    expect(await volume.read('new')).toEqual(entryOf('new'));
  });

  test('where only reads fail takes what is offered all the same, also when it is full', async () => {
    const { volume, state } = await openFaulty();
    for (let count = 0; count < 150; count += 1) {
      state.fault = () => undefined;
      expect(await volume.offer(entryOf(`${count}`))).toBe(true);
      expect(await volume.read(`${count}`)).toEqual(entryOf(`${count}`));
      // What was read is to be moved at the eviction, which reads with a thread.
      state.fault = (call) => (call.startsWith('read ') ? 'EIO' : undefined);
      expect(await volume.offer(entryOf(`${count} again`))).toBe(true);
    }
  });

  test('says so once a minute at most, with how often it was', async () => {
    const counts: unknown[] = [];
    const { disk } = faultyDisk((call) => (call.startsWith('mkdir') ? 'EIO' : undefined));
    let now = 0;
    const { volume } = await openVolume({
      disk,
      clock: () => now,
      tell: (_, fields) => void counts.push(fields?.count),
    });
    for (; now < 125_000; now += pauseMillis) await volume.offer(entryOf('a'));
    expect(counts).toEqual([1, 60, 60]);
  });
});

test('when any one call fails at any moment, no answer is wrong, no call fails, and the volume works on afterwards', async () => {
  let failed = 0;
  for (let nth = 0; ; nth += 1) {
    const { volume, directory, state, calls } = await openFaulty();
    for (let count = 0; count < 40; count += 1) await volume.offer(entryOf(`${count}`, `${count % 3}`));
    const first = calls.length;
    state.fault = () => (calls.length - first === nth + 1 ? 'EIO' : undefined);
    for (let count = 40; count < 60; count += 1) {
      await volume.offer(entryOf(`${count}`, `${count % 3}`));
      const key = `${count - 5}`;
      const found = await volume.read(key);
      if (found !== undefined) expect(found).toEqual(entryOf(key, `${(count - 5) % 3}`));
      expect(await bytesIn(directory)).toBeLessThanOrEqual(64 * kib);
      state.now += pauseMillis;
    }
    await volume.removeGroups(['1']);
    state.fault = () => undefined;
    expect(await volume.offer(entryOf('x'))).toBe(true);
    expect(await volume.read('x')).toEqual(entryOf('x'));
    await volume.close();
    const { volume: again } = await openVolume({ directory, capacityBytes: 64 * kib });
    for (let count = 1; count < 60; count += 3) expect(await again.read(`${count}`)).toBeUndefined();
    if (calls.length - first <= nth) break;
    failed += 1;
  }
  console.info(`each of ${failed} calls has failed once`);
  expect(failed).toBeGreaterThan(60);
}, 60_000);

describe('a disk without room', () => {
  test('goes round in the segments there are, and takes the others when there is room again', async () => {
    const { volume, directory, state, told } = await openFaulty();
    for (let count = 0; count < 20; count += 1) await volume.offer(entryOf(`${count}`));
    state.fault = (call) => (call.startsWith('statfs') ? 'ENOSPC' : undefined);
    for (let count = 20; count < 100; count += 1) expect(await volume.offer(entryOf(`${count}`))).toBe(true);
    expect(await readdir(directory)).toHaveLength(2);
    expect(await volume.read('99')).toEqual(entryOf('99'));
    expect(told).toEqual([{ event: 'evol.failed', during: 'allocate' }]);
    state.fault = () => undefined;
    for (let count = 100; count < 150; count += 1) await volume.offer(entryOf(`${count}`));
    expect(await readdir(directory)).toHaveLength(4);
  });

  test('is never filled to its end: a segment is made where twice its size is free', async () => {
    let freeBytes = 31 * kib;
    let now = 0;
    const disk = { ...realDisk, statfs: async () => ({ bavail: freeBytes / kib, bsize: kib }) };
    const { volume, directory } = await openVolume({ capacityBytes: 64 * kib, disk, clock: () => now });
    expect(await volume.offer(entryOf('a'))).toBe(false);
    expect(await bytesIn(directory)).toBe(0);
    freeBytes = 32 * kib;
    now += pauseMillis;
    expect(await volume.offer(entryOf('a'))).toBe(true);
  });
});
