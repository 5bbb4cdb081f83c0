// What group commit gains: commits of an upload's changes, and the whole storing of one, with 1, 8 and 64 in flight,
// against better-sqlite3 with a commit each in the same rounds.
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteDatabase } from '../../../adapters/databases/sqlite/open-sqlite-database.ts';
import { openFileVolume } from '../../../adapters/volumes/file/open-file-volume.ts';
import { createImageLedger } from '../../../core/database/create-image-ledger.ts';
import type { Database } from '../../../core/database/database.ts';
import { openJournal } from '../../../core/database/journal.ts';
import type { ImageMeta } from '../../../core/image/image-meta.ts';
import { noUserMeta } from '../../../core/image/user-meta.ts';
import type { PersistentVolume } from '../../../core/volume/persistent-volume.ts';
import { openOneCommitEach } from '../servers/one-commit-each.ts';

interface Slot {
  readonly perSecond: number;
  /** Of one call, milliseconds: median and 99th percentile. */
  readonly median: number;
  readonly slow: number;
  /** Milliseconds of the main thread's CPU a call. */
  readonly cpu: number;
}

type Work = (index: number) => Promise<void>;

const inFlight = [1, 8, 64];
const rounds = 5;
const slotMillis = 700;
const imageBytes = 20_000;
const titles = ['better-sqlite3, a commit each', 'pDatabase, group commit'];

export async function commit(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'imageserver-bench-'));
  const databases = [
    openOneCommitEach(join(folder, 'each.sqlite')),
    await openSqliteDatabase({ file: join(folder, 'group.sqlite') }),
  ];
  try {
    const puts = await Promise.all(databases.map(storeRow));
    const rows = await linesOf('row of an upload', puts);
    const pVol = await openFileVolume({ directory: join(folder, 'pvol') });
    const uploads = await linesOf(
      '20 KB and its row',
      puts.map((put) => storeAll(pVol, put)),
    );
    return pageOf([...rows, ...uploads], await partsOf(pVol, puts[1] as Put));
  } finally {
    for (const database of databases) await database.close();
    await rm(folder, { recursive: true });
  }
}

type Put = (meta: ImageMeta) => Promise<void>;

// As openMDatabase does it: the image, its digest and the journal's row in one commit.
async function storeRow(database: Database): Promise<Put> {
  const ledger = createImageLedger(database, await openJournal(database));
  return (meta) => ledger.put(meta);
}

function storeAll(pVol: PersistentVolume, put: Put): Put {
  return async (meta) => {
    const staged = await pVol.stage(bodyOf(meta), { maxBytes: imageBytes, signal: new AbortController().signal });
    await staged.commit('jpg');
    await put({ ...meta, digest: staged.digest });
  };
}

async function linesOf(what: string, contenders: readonly Put[]): Promise<string[]> {
  const lines: string[] = [];
  for (const depth of inFlight) {
    const slots: Slot[][] = contenders.map(() => []);
    for (let round = -1; round < rounds; round += 1) {
      for (const [at, put] of contenders.entries()) {
        const slot = await play((index) => put(metaOf(index)), depth);
        if (round >= 0) slots[at]?.push(slot);
      }
    }
    for (const [at, played] of slots.entries()) {
      const gains = played.map(({ perSecond }, round) => perSecond / (slots[0]?.[round]?.perSecond ?? 1));
      const cells = [
        what,
        String(depth),
        titles[at] ?? '',
        middle(played.map((slot) => slot.perSecond)).toFixed(0),
        `${middle(gains).toFixed(2)} (${Math.min(...gains).toFixed(2)} – ${Math.max(...gains).toFixed(2)})`,
        middle(played.map((slot) => slot.median)).toFixed(2),
        middle(played.map((slot) => slot.slow)).toFixed(2),
        middle(played.map((slot) => slot.cpu)).toFixed(3),
      ];
      lines.push(`| ${cells.join(' | ')} |`);
      console.log(lines.at(-1));
    }
  }
  return lines;
}

let next = 0;

async function play(work: Work, depth: number): Promise<Slot> {
  const times: number[] = [];
  const started = performance.now();
  const cpu = process.threadCpuUsage();
  const client = async () => {
    while (performance.now() - started < slotMillis) {
      const asked = performance.now();
      next += 1;
      await work(next);
      times.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: depth }, client));
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.threadCpuUsage(cpu);
  times.sort((a, b) => a - b);
  return {
    perSecond: times.length / seconds,
    median: times[times.length >> 1] ?? 0,
    slow: times[Math.floor(times.length * 0.99)] ?? 0,
    cpu: (user + system) / 1000 / times.length,
  };
}

/** Where the time of one upload goes, nothing else under way: medians of milliseconds. */
async function partsOf(pVol: PersistentVolume, put: Put): Promise<readonly (readonly [string, number])[]> {
  const times: number[][] = [[], [], []];
  for (let index = 0; index < 300; index += 1) {
    next += 1;
    const meta = metaOf(next);
    const marks = [performance.now()];
    const staged = await pVol.stage(bodyOf(meta), { maxBytes: imageBytes, signal: new AbortController().signal });
    marks.push(performance.now());
    await staged.commit('jpg');
    marks.push(performance.now());
    await put({ ...meta, digest: staged.digest });
    marks.push(performance.now());
    for (const [at, list] of times.entries()) list.push((marks[at + 1] ?? 0) - (marks[at] ?? 0));
  }
  const names = ['received into staging', 'pVol: fdatasync, link, fsync of the directory', 'pDatabase: commit'];
  return names.map((name, at) => [name, middle(times[at] ?? [])]);
}

function bodyOf(meta: ImageMeta): ReadableStream<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(imageBytes);
  new TextEncoder().encodeInto(meta.name, bytes);
  return new Blob([bytes]).stream();
}

function metaOf(index: number): ImageMeta {
  const digest = index.toString(16).padStart(64, '0');
  return {
    ...{ name: `photos/2026/${index}.jpg`, addrType: 0, imgAddr: digest, digest, ext: 'jpg', byteLength: imageBytes },
    ...{ width: 4000, height: 3000, frames: 1, animated: false, alpha: false, orientation: 1, progressive: false },
    ...{ createdAt: 1_700_000_000_000, writtenAt: 1_700_000_000_000, changedAt: 1_700_000_000_000 },
    ...{ thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI', dominantColor: '#804020', ...noUserMeta },
  };
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

function pageOf(lines: readonly string[], parts: readonly (readonly [string, number])[]): string {
  const whole = parts.reduce((sum, [, millis]) => sum + millis, 0);
  const shares = parts.map(
    ([name, millis]) => `| ${name} | ${millis.toFixed(2)} | ${((millis / whole) * 100).toFixed(0)} % |`,
  );
  return `# commit

Durable changes with 1, 8 and 64 in flight, \`synchronous=FULL\` everywhere. The gain is taken inside each round: median (lowest – highest).
Target: one sync for many acknowledged uploads, no waiting where nothing else is in flight, at most 5 ms where there is.

| stored | in flight | by | a second | × a commit each | ms, median | ms, 99th percentile | main thread's CPU ms |
| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |
${lines.join('\n')}

Where an upload's time goes after its last byte and its probe, one in flight:

| step | ms, median | share |
| --- | ---: | ---: |
${shares.join('\n')}

Made by \`npm run bench -- commit\` with Node ${process.versions.node} on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}.
A commit each holds up the main thread, and with it every other request, for as long as the disk takes: its CPU does not show that.
`;
}
