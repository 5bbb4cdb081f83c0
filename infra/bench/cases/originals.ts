// What it costs that no damaged original is passed off: reading one through pVol, which compares it with its digest,
// against reading the same file without; and what that is of a render of the same picture.
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { openFileVolume } from '../../../adapters/volumes/file/open-file-volume.ts';
import { photo } from '../photos.ts';
import { compare } from '../rounds.ts';
import type { Table } from '../table.ts';

sharp.concurrency(1);

const rounds = 15;
const times = 10;
const smallBytes = 200_000;
const chunkBytes = 256 * 1024;

export async function originals(): Promise<Table> {
  const scratch = await mkdtemp(join(tmpdir(), 'imageserver-bench-'));
  // Its clock leaps past the hour in which a look is remembered, where that is asked for.
  let now = 0;
  const volume = await openFileVolume({ directory: scratch, clock: () => now });
  try {
    const { bytes } = await photo('foliage-12mp.jpg');
    const [large, small] = [await store(bytes), await store(bytes.subarray(0, smallBytes))];
    const pathOf = (imgAddr: string) => volume.locate(imgAddr) ?? '';
    const forget = () => {
      now += 3_600_000;
    };
    const rows = await compare(
      [
        {
          name: `streamed without a look, ${bytes.byteLength} bytes`,
          slot: () => cpuOf(() => streamOf(pathOf(large))),
        },
        { name: 'streamed by pVol', slot: () => cpuOf(() => drained(large)) },
        { name: 'the same, for the first time in an hour', slot: () => cpuOf(() => drained(large), forget) },
        { name: `readFile, ${smallBytes} bytes`, slot: () => cpuOf(() => readFile(pathOf(small))) },
        { name: 'read by pVol', slot: () => cpuOf(() => drained(small)) },
        {
          name: 'a look before a render, for the first time in an hour',
          slot: () => cpuOf(() => volume.assure(large), forget),
        },
        { name: 'a look before a render, later', slot: () => cpuOf(() => volume.assure(large)) },
        {
          name: 'a render, 800 pixels wide, for comparison',
          slot: () => cpuOf(() => sharp(pathOf(large)).resize({ width: 800 }).jpeg({ quality: 80 }).toBuffer()),
        },
      ],
      rounds,
    );
    return {
      title: `Originals: ${rounds} rounds of ${times} each, out of the page cache`,
      target: 'a look before a render ≤ 0.1 × the render',
      rows,
    };
  } finally {
    await rm(scratch, { recursive: true });
  }

  async function store(bytes: Uint8Array): Promise<string> {
    const staged = await volume.stage(new Blob([new Uint8Array(bytes)]).stream(), { maxBytes: bytes.byteLength });
    return (await staged.commit('jpg')).imgAddr;
  }

  async function drained(imgAddr: string): Promise<void> {
    const stored = await volume.read(imgAddr);
    if (stored?.body instanceof ReadableStream) for await (const _ of stored.body);
  }
}

// As pVol streams, less the digest.
async function streamOf(path: string): Promise<void> {
  const file = await open(path, 'r');
  const { size } = await file.stat();
  for (let position = 0; position < size; position += chunkBytes) {
    await file.read(Buffer.allocUnsafeSlow(chunkBytes), 0, chunkBytes, position);
  }
  await file.close();
}

async function cpuOf(work: () => Promise<unknown>, prepare = () => {}): Promise<number> {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time += 1) {
    prepare();
    await work();
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times;
}
