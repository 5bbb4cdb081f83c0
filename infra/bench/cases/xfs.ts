// XFS against ext4 for originals: small files as pVol stores, reads and removes them, on loop-mounted images of both, in
// the same rounds; then what they take of the disk, and what a backup's copies cost.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FileVolume, openFileVolume } from '../../../adapters/volumes/file/open-file-volume.ts';
import { type LoopDisk, makeLoopDisk } from '../../xfs/loop-disk.ts';

const rounds = 3;
const images = 1_000;
const imageBytes = 20_000;
const inFlight = 16;
const copies = 200;
const kinds = ['ext4', 'xfs'] as const;

interface Figures {
  readonly create: number[];
  readonly read: number[];
  readonly remove: number[];
  readonly bytes: number[];
  readonly inodeCost: number[];
  readonly copy: number[];
  readonly copyBytes: number[];
}

/** Images a second of each step; the order of the two changes from round to round. */
export async function xfs(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'imageserver-bench-'));
  const disks = new Map<string, LoopDisk>();
  try {
    for (const kind of kinds) {
      const disk = makeLoopDisk(await mkdtemp(join(folder, kind)), kind);
      if (typeof disk === 'string') return page(`Skipped: ${disk}.`);
      disks.set(kind, disk);
    }
    const figures = new Map(kinds.map((kind) => [kind, emptyFigures()]));
    for (let round = 0; round < rounds; round += 1) {
      for (const kind of round % 2 ? kinds.toReversed() : kinds) {
        await playRound(disks.get(kind) as LoopDisk, figures.get(kind) as Figures, round);
      }
    }
    return page(tableOf(figures));
  } finally {
    for (const disk of disks.values()) disk.release();
    await rm(folder, { recursive: true });
  }
}

async function playRound({ mountPoint }: LoopDisk, figures: Figures, round: number): Promise<void> {
  const directory = join(mountPoint, `pvol-${round}`);
  const before = await usedOn(mountPoint);
  const volume = await openFileVolume({ directory });
  const addresses: string[] = [];
  figures.create.push(await perSecond(images, async () => void addresses.push(await store(volume))));
  execFileSync('sync', ['-f', mountPoint]);
  const after = await usedOn(mountPoint);
  figures.bytes.push((after.bytes - before.bytes) / images);
  figures.inodeCost.push((after.inodes - before.inodes) / images);
  figures.read.push(await perSecond(images, async (index) => void (await volume.read(addresses[index] ?? ''))));

  const started = performance.now();
  for (let index = 0; index < copies; index += 1) {
    await volume.copy(addresses[index] ?? '', join(mountPoint, `copy-${round}-${index}`));
  }
  figures.copy.push((copies * 1000) / (performance.now() - started));
  execFileSync('sync', ['-f', mountPoint]);
  figures.copyBytes.push(((await usedOn(mountPoint)).bytes - after.bytes) / copies);
  for (let index = 0; index < copies; index += 1) await rm(join(mountPoint, `copy-${round}-${index}`));
  figures.remove.push(await perSecond(images, async (index) => void (await volume.remove(addresses[index] ?? ''))));
  await rm(directory, { recursive: true });
}

async function store(volume: FileVolume): Promise<string> {
  const staged = await volume.stage(new Blob([randomBytes(imageBytes)]).stream(), { maxBytes: imageBytes });
  return (await staged.commit('jpg')).imgAddr;
}

async function perSecond(count: number, work: (index: number) => Promise<void>): Promise<number> {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: inFlight }, lane));
  return (count * 1000) / (performance.now() - started);
}

async function usedOn(mountPoint: string): Promise<{ bytes: number; inodes: number }> {
  const { blocks, bfree, bsize, files, ffree } = await statfs(mountPoint);
  return { bytes: (blocks - bfree) * bsize, inodes: files - ffree };
}

function emptyFigures(): Figures {
  return { create: [], read: [], remove: [], bytes: [], inodeCost: [], copy: [], copyBytes: [] };
}

function tableOf(figures: ReadonlyMap<string, Figures>): string {
  const rows: readonly (readonly [title: string, key: keyof Figures, digits: number])[] = [
    ['durable uploads of 20 KB, a second', 'create', 0],
    ['reads (verified), a second', 'read', 0],
    ['durable erasures, a second', 'remove', 0],
    ['bytes of disk an image', 'bytes', 0],
    ['inodes an image, directories included', 'inodeCost', 2],
    ['copies for a backup, synced, a second', 'copy', 0],
    ['bytes of disk a copy', 'copyBytes', 0],
  ];
  const lines = rows.map(([title, key, digits]) => {
    const [ext4 = 0, other = 0] = kinds.map((kind) => median(figures.get(kind)?.[key] ?? []));
    return `| ${title} | ${ext4.toFixed(digits)} | ${other.toFixed(digits)} | ${(other / ext4).toFixed(2)} |`;
  });
  return [
    `${images} images of ${imageBytes} bytes, ${inFlight} at a time, ${rounds} rounds, medians; loop-mounted images of 400 MB.`,
    '',
    '| | ext4 | XFS | XFS × ext4 |',
    '| --- | ---: | ---: | ---: |',
    ...lines,
  ].join('\n');
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function page(text: string): string {
  return `# xfs

${text}

Made by \`npm run bench -- xfs\` with Node ${process.versions.node} on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}.
`;
}
