// Flipped bits and torn writes (CS-21): whatever a file has become, no answer is wrong.
import { open, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSegmentVolume } from '../../../../adapters/volumes/segments/open-segment-volume.ts';
import { memoryDisk } from './memory-disk.ts';
import { entryOf, kib, openVolume as openAny } from './open-volume.ts';

const entries = ['a', 'b', 'c'].map((key, index) => entryOf(key, 'group', 300 + index, index));
const openVolume = (directory?: string) =>
  openAny({ capacityBytes: 16 * kib, ...(directory === undefined ? {} : { directory }) });

async function filled() {
  const { volume, directory } = await openVolume();
  for (const entry of entries) expect(await volume.offer(entry)).toBe(true);
  return { volume, directory, file: join(directory, '000.seg') };
}

// Header and rows, and whatever is not in the middle of zeroes. The places behind rows and blocks are all alike.
function isUsed(bytes: Buffer, at: number): boolean {
  return at < 96 * (1 + entries.length) || bytes.subarray(at - 32, at + 32).some((byte) => byte !== 0);
}

async function hitsOf(volume: Awaited<ReturnType<typeof filled>>['volume']): Promise<number> {
  let hits = 0;
  for (const entry of entries) {
    const found = await volume.read(entry.key);
    if (found === undefined) continue;
    const isSame =
      found.group === entry.group && found.ext === entry.ext && Buffer.compare(found.bytes, entry.bytes) === 0;
    // Asked only when it is not: thousands of comparisons by expect take longer than the test.
    if (!isSame) expect(found).toEqual(entry);
    hits += 1;
  }
  return hits;
}

test('a byte that changed, wherever it is, costs a hit at most and never gives other bytes, before and after a start', async () => {
  const capacityBytes = 16 * kib;
  const sound = new Map<string, Buffer>();
  const { volume } = await openAny({ capacityBytes, disk: memoryDisk(sound) });
  for (const entry of entries) expect(await volume.offer(entry)).toBe(true);
  await volume.close();
  const bytes = sound.get('000.seg') as Buffer;
  const missed = { byNone: 0, running: 0, started: 0 };
  const places = Array.from(bytes.keys()).filter((at) => isUsed(bytes, at) || at % 16 === 0);
  for (const at of places) {
    const files = new Map<string, Buffer>([['000.seg', Buffer.from(bytes)]]);
    const disk = memoryDisk(files);
    const open = () =>
      openSegmentVolume({ directory: 'evol', capacityBytes, admit: 'first', tell: expect.unreachable, disk });
    const running = await open();
    const file = files.get('000.seg') as Buffer;
    file[at] = (file[at] as number) ^ (1 << (at % 8));
    const whileRunning = await hitsOf(running);
    await running.close();
    // What a reader has found damaged has been struck out: this start sees the damage as it was.
    files.set('000.seg', file);
    const afterStart = await hitsOf(await open());
    if (whileRunning < entries.length) missed.running += 1;
    if (afterStart < entries.length) missed.started += 1;
    if (whileRunning === entries.length && afterStart === entries.length) missed.byNone += 1;
  }
  console.info(
    `bytes changed: ${places.length} of ${bytes.byteLength}, missed: ${JSON.stringify(missed)}, wrong answers: 0`,
  );
  // All bytes of the three blocks count while it runs; at a start header and rows do too.
  expect(missed.running).toBe(entries.reduce((sum, entry) => sum + 96 + entry.bytes.byteLength, 0));
  expect(missed.started).toBe(missed.running + 20 + entries.length * 96);
});

test('a file that was cut under a running volume is a miss', async () => {
  const { volume, file } = await filled();
  await truncate(file, (await stat(file)).size - 200);
  expect(await hitsOf(volume)).toBe(2);
});

test('a damaged entry is not kept: the next offer of it is taken and read', async () => {
  const { volume, file } = await filled();
  const handle = await open(file, 'r+');
  await handle.write(Uint8Array.of(1, 2, 3), 0, 3, (await stat(file)).size - 400);
  await handle.close();
  expect(await volume.read('a')).toBeUndefined();
  // Waits for its turn behind what the read has asked for.
  await volume.remove('x');
  expect(volume.has('a')).toBe(false);
  await volume.offer(entries[0] as (typeof entries)[0]);
  expect(await hitsOf(volume)).toBe(3);
});

test('a damaged row loses its own entry only', async () => {
  const { volume, directory, file } = await filled();
  await volume.close();
  const handle = await open(file, 'r+');
  await handle.write(Uint8Array.of(1, 2, 3), 0, 3, 96 * 2 + 30);
  await handle.close();
  const { volume: again } = await openVolume(directory);
  expect(await again.read('b')).toBeUndefined();
  expect(await hitsOf(again)).toBe(2);
});

test('the bytes of one entry never pass for another: blocks that changed places are misses', async () => {
  const { volume, directory, file } = await filled();
  await volume.close();
  const bytes = await readFile(file);
  const block = 512;
  const last = Buffer.from(bytes.subarray(-block));
  bytes.copyWithin(bytes.byteLength - block, bytes.byteLength - 2 * block, bytes.byteLength - block);
  bytes.set(last, bytes.byteLength - 2 * block);
  await writeFile(file, bytes);
  const { volume: again } = await openVolume(directory);
  expect(await hitsOf(again)).toBe(1);
});
