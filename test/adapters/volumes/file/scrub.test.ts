// CS-28: what a scrub finds of bits that changed on the disk.
import { open, readFile, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { openFileVolume } from '../../../../adapters/volumes/file/open-file-volume.ts';
import { type PersistentVolume, type Scrubbed, scrub } from '../../../../core/index.ts';
import { noise, streamOf } from '../../../support/bytes.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import { faultyDisk } from './faulty-disk.ts';

const blobs = 400;
const flips = 100;

async function filled(volume: PersistentVolume, count: number): Promise<string[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, seed) => {
      const staged = await volume.stage(streamOf(noise(200 + seed * 3, seed)), { maxBytes: 100_000 });
      return (await staged.commit('jpg')).imgAddr;
    }),
  );
}

async function flipBit(path: string, bit: number): Promise<void> {
  const bytes = await readFile(path);
  const at = (bit >> 3) % bytes.byteLength;
  bytes[at] = (bytes[at] as number) ^ (1 << (bit & 7));
  await writeFile(path, bytes);
}

async function findings(volume: PersistentVolume): Promise<{ looked: number; bad: Scrubbed[] }> {
  const bad: Scrubbed[] = [];
  let looked = 0;
  for await (const each of scrub(volume)) {
    looked += 1;
    if (each.state !== 'sound') bad.push(each);
  }
  return { looked, bad };
}

describe('a scrub of files', () => {
  test(`CS-28: finds ${flips} single bits that were flipped in ${flips} of ${blobs} blobs, all of them and nothing else`, async () => {
    const volume = await openFileVolume({ directory: await scratchFolder() });
    const addresses = await filled(volume, blobs);
    const hit = addresses.filter((_, index) => index % (blobs / flips) === 0).sort();
    for (const [index, imgAddr] of hit.entries()) await flipBit(volume.locate(imgAddr) ?? '', index * 7919);
    const { looked, bad } = await findings(volume);
    expect(looked).toBe(blobs);
    expect(bad.map(({ imgAddr }) => imgAddr)).toEqual(hit);
    expect(new Set(bad.map(({ state }) => state))).toEqual(new Set(['damaged']));
    console.info(`CS-28: ${flips} flips in ${blobs} blobs, ${bad.length} found`);
  });

  test('finds files that are shorter or longer than they were', async () => {
    const volume = await openFileVolume({ directory: await scratchFolder() });
    const [shorter = '', longer = ''] = await filled(volume, 3);
    await truncate(volume.locate(shorter) ?? '', 10);
    const file = await open(volume.locate(longer) ?? '', 'a');
    await file.write('x');
    await file.close();
    const { bad } = await findings(volume);
    expect(bad.map(({ imgAddr }) => imgAddr)).toEqual([shorter, longer].sort());
  });

  test('takes bytes that the medium cannot read for damaged, and goes on where nothing can be found out', async () => {
    const broken = new Map<string, string>();
    const { disk } = faultyDisk((call, _, path) => (call === 'read image' ? broken.get(path) : undefined));
    const volume = await openFileVolume({ directory: await scratchFolder(), disk });
    const [one = '', other = ''] = await filled(volume, 5);
    broken.set(volume.locate(one) ?? '', 'EIO');
    broken.set(volume.locate(other) ?? '', 'EMFILE');
    const { looked, bad } = await findings(volume);
    expect(looked).toBe(5);
    expect(new Map(bad.map(({ imgAddr, state }) => [imgAddr, state]))).toEqual(
      new Map([
        [one, 'damaged'],
        [other, 'unreadable'],
      ]),
    );
    expect(bad.find(({ imgAddr }) => imgAddr === other)?.error).toMatchObject({ code: 'overloaded' });
  });
});
