// A disk that really is full (CS-20), or goes away (CS-19): a RAM disk of a few megabytes, where this process may mount one.
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Disk, realDisk } from '../../../../adapters/volumes/segments/disk.ts';
import { noise } from '../../../support/bytes.ts';
import { freeOn, mountRamDisk, resizeRamDisk, unmountRamDisk } from '../../../support/ram-disk.ts';
import { bytesIn, entryOf, kib, openVolume } from './open-volume.ts';

const mib = 1024 * kib;

test('on a full disk works in the space it took before, and never takes the rest', async ({ skip }) => {
  const mount = await mountRamDisk(9 * mib);
  if (mount === undefined) return skip('this process may not mount a RAM disk');
  const { volume, directory, told } = await openVolume({ directory: join(mount, 'evol'), capacityBytes: 64 * mib });
  await volume.offer(entryOf('first', 'group', 20_000));
  expect(await bytesIn(directory)).toBe(4 * mib);
  await writeFile(join(mount, 'filler'), noise(await freeOn(mount)));
  expect(await freeOn(mount)).toBe(0);
  for (let count = 0; count < 600; count += 1) {
    expect(await volume.offer(entryOf(`${count}`, 'group', 20_000))).toBe(true);
  }
  expect(await volume.read('599')).toEqual(entryOf('599', 'group', 20_000));
  expect(await readdir(directory)).toEqual(['000.seg']);
  expect(told[0]).toEqual({ event: 'evol.failed', during: 'allocate' });
});

test('a segment that does not fit leaves nothing behind, and is tried again', async ({ skip }) => {
  const mount = await mountRamDisk(3 * mib);
  if (mount === undefined) return skip('this process may not mount a RAM disk');
  // A disk that says it has room, so that the write itself meets the end.
  const disk: Disk = { ...realDisk, statfs: async () => ({ bavail: mib, bsize: kib }) };
  let now = 0;
  const config = { directory: join(mount, 'evol'), capacityBytes: 64 * mib, disk, clock: () => now };
  const { volume, directory, told } = await openVolume(config);
  expect(await volume.offer(entryOf('a'))).toBe(false);
  expect(told).toEqual([{ event: 'evol.failed', during: 'write' }]);
  expect(await bytesIn(directory)).toBe(0);
  expect(await freeOn(mount)).toBeGreaterThan(2.9 * mib);
  resizeRamDisk(mount, 6 * mib);
  now += 1_000;
  expect(await volume.offer(entryOf('a'))).toBe(true);
  expect(await volume.read('a')).toEqual(entryOf('a'));
});

test('a disk that is unmounted under the volume is gone, and the volume begins again in what is there now', async ({
  skip,
}) => {
  const mount = await mountRamDisk(20 * mib);
  if (mount === undefined) return skip('this process may not mount a RAM disk');
  const { volume, directory, told } = await openVolume({ directory: join(mount, 'evol'), capacityBytes: 16 * mib });
  await volume.offer(entryOf('a'));
  unmountRamDisk(mount);
  expect(await volume.offer(entryOf('b'))).toBe(true);
  expect(await volume.read('a')).toBeUndefined();
  expect(await volume.read('b')).toEqual(entryOf('b'));
  expect(await readdir(directory)).toEqual(['000.seg']);
  expect(told).toEqual([{ event: 'evol.failed', during: 'look' }]);
});
