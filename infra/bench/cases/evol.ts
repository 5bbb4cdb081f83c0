// A result of 20 KB from eVol, from a file of its own, and from RAM, all in this process and out of the page cache;
// and what a start and the removal of a source's results take.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSegmentVolume } from '../../../adapters/volumes/segments/open-segment-volume.ts';
import { createMemoryVolume, type Entry, type EphemeralVolume } from '../../../core/index.ts';
import { compare } from '../rounds.ts';
import type { Table } from '../table.ts';

const entries = 4_000;
const entryBytes = 20_000;
const inFlight = 16;
const rounds = 31;
const capacityBytes = 1024 ** 3;
const small = 200_000;

export async function evol(): Promise<Table> {
  const scratch = await mkdtemp(join(tmpdir(), 'imageserver-bench-'));
  const config = { directory: join(scratch, 'evol'), capacityBytes, admit: 'first', tell: console.error } as const;
  const open = () => openSegmentVolume(config);
  const eVol = await open();
  // Its clock leaps, so that nothing was ever read lately.
  let now = 0;
  const aged = await openSegmentVolume({ ...config, directory: join(scratch, 'aged'), clock: () => (now += 60_000) });
  const mVol = createMemoryVolume({ capacityBytes });
  try {
    await mkdir(join(scratch, 'files'));
    for (let number = 0; number < entries; number += 1) {
      const entry = entryOf(number, entryBytes);
      await writeFile(join(scratch, 'files', entry.key), entry.bytes);
      mVol.offer(entry);
      await eVol.offer(entry);
      await aged.offer(entry);
    }
    const rows = await compare(
      [
        { name: 'fs.readFile, a file each', slot: () => cpuOf((key) => readFile(join(scratch, 'files', key))) },
        { name: 'eVol hit, read or written lately: no thread', slot: () => cpuOf((key) => bytesOf(eVol, key)) },
        { name: 'eVol hit, after longer: by a thread', slot: () => cpuOf((key) => bytesOf(aged, key)) },
        { name: 'mVol hit', slot: () => cpuOf((key) => bytesOf(mVol, key)) },
      ],
      rounds,
    );
    for (let number = entries; number < small; number += 1) await eVol.offer(entryOf(number, 500));
    let source = 0;
    const removal = await medianMillis(21, async () => eVol.removeGroups([groupOf(1_000 * ++source)]));
    const { tableBytes, entries: count } = eVol.stats();
    await eVol.close();
    const start = await medianMillis(5, async () => (await open()).close());
    return {
      title:
        `eVol: ${entries} results of ${entryBytes} bytes, another one each time, ${inFlight} at a time, ${rounds} rounds. ` +
        `With ${count} entries: ${(tableBytes / count).toFixed(1)} bytes of RAM each, a start takes ${start.toFixed(0)} ms, ` +
        `removing the eight results of a source ${removal.toFixed(1)} ms`,
      target: 'what an eVol hit takes more than an mVol hit ≤ 0.3 × what fs.readFile does (CPU a request)',
      rows,
    };
  } finally {
    await eVol.close();
    await aged.close();
    await rm(scratch, { recursive: true });
  }
}

function groupOf(number: number): string {
  return `${Math.floor(number / 8)}`.padStart(20, 'g');
}

function entryOf(number: number, byteLength: number): Entry {
  const bytes = new Uint8Array(byteLength).fill(number);
  return { key: `${number}`.padStart(32, 'k'), group: groupOf(number), ext: 'webp', bytes };
}

async function bytesOf(volume: EphemeralVolume, key: string): Promise<Uint8Array> {
  const entry = await volume.read(key);
  if (entry === undefined) throw new Error(`Expected a hit for ${key}.`);
  return entry.bytes;
}

/** Of so many times, one after the other. */
async function medianMillis(times: number, work: () => Promise<unknown>): Promise<number> {
  const millis: number[] = [];
  while (millis.length < times) {
    const begun = performance.now();
    await work();
    millis.push(performance.now() - begun);
  }
  return millis.sort((a, b) => a - b)[times >> 1] as number;
}

/** CPU milliseconds a read, of all threads of this process, over each key once in an order without pattern. */
async function cpuOf(read: (key: string) => Promise<Uint8Array>): Promise<number> {
  let next = 0;
  const lane = async () => {
    while (next < entries) {
      // 1,777 has no divisor in common with the count, so every number comes once.
      const key = `${(next++ * 1_777) % entries}`.padStart(32, 'k');
      const { byteLength } = await read(key);
      if (byteLength !== entryBytes) throw new Error(`Expected ${entryBytes} bytes but received ${byteLength}.`);
    }
  };
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: inFlight }, lane));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / entries;
}
