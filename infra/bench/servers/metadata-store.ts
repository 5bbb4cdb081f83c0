// One store of the metadata benchmark in a process of its own, so that its memory is nobody else's:
// arguments are the store, the number of images and a folder; prints one line of JSON.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { createBackupFile } from '../../../adapters/databases/backup/create-backup-file.ts';
import { createMDatabase } from '../../../core/database/compact-m-database.ts';
import { type BackupKeeper, createBackupKeeper } from '../../../core/database/keep-backup.ts';
import { loadBackup } from '../../../core/database/load-backup.ts';
import { createNameHash } from '../../../core/database/name-hash.ts';
import { parseImageMeta } from '../../../core/database/parse-image-meta.ts';
import { type ImageMeta, type ImageRecord, recordOf } from '../../../core/image/image-meta.ts';

interface Store {
  put(name: string, record: ImageRecord): void;
  lookup(name: string): unknown;
  /** After all has been put; answers the bytes of its file, where it has one. */
  finish(): Promise<number | undefined>;
}

const nowhere: Store = { put() {}, lookup() {}, finish: async () => undefined };
const [kind = '', count = '0', folder = ''] = process.argv.slice(2);
const images = Number(count);
const sliceLength = 100;
const askedAtOnce = 10_000;
const secret = Uint8Array.from({ length: 16 }, (_, index) => index);
const file = join(folder, kind);

const works: Readonly<Record<string, () => Promise<object>>> = { load, churn };
console.log(JSON.stringify(await (works[kind] ?? measure)()));

async function measure() {
  // Grows the heap to what making names and records takes, which is not the store's.
  fill(nowhere, 500_000);
  const before = restingBytes();
  const store = createStore();
  const started = performance.now();
  const growth = fill(store, images);
  const buildMillis = performance.now() - started;
  const rssBytes = restingBytes() - before;
  const hitNanos = nanosOf(store, 'photo', true);
  const missNanos = nanosOf(store, 'other', false);
  const fileBytes = await store.finish();
  const peakBytes = growth.peakBytes - before;
  return { ...growth, rssBytes, peakBytes, buildMillis, hitNanos, missNanos, fileBytes };
}

function fill(store: Store, length: number) {
  let [slowestMillis, slowestCpuMillis, peakBytes] = [0, 0, 0];
  for (let first = 0; first < length; first += sliceLength) {
    const slice = Array.from({ length: Math.min(sliceLength, length - first) }, (_, index) => first + index);
    const named = slice.map((index) => ({ name: nameOf('photo', index), record: recordAt(index) }));
    const [wall, cpu] = [performance.now(), process.threadCpuUsage()];
    for (const { name, record } of named) store.put(name, record);
    const { user, system } = process.threadCpuUsage(cpu);
    slowestMillis = Math.max(slowestMillis, performance.now() - wall);
    slowestCpuMillis = Math.max(slowestCpuMillis, (user + system) / 1000);
    if (first % 100_000 === 0) peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  }
  return { slowestMillis, slowestCpuMillis, peakBytes };
}

/** Nanoseconds a lookup of random names, which are made outside of the measured time. */
function nanosOf(store: Store, prefix: string, isThere: boolean): number {
  const rounds = kind === 'sqlite' || kind === 'served' ? 20 : 60;
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const names = Array.from({ length: askedAtOnce }, () => nameOf(prefix, Math.floor(Math.random() * images)));
    let found = 0;
    const started = performance.now();
    for (const name of names) if (store.lookup(name) !== undefined) found += 1;
    times.push(((performance.now() - started) * 1e6) / askedAtOnce);
    if (found !== (isThere ? askedAtOnce : 0)) throw new Error(`Expected the ${kind} to know its names.`);
  }
  return times.sort((a, b) => a - b)[rounds >> 1] ?? 0;
}

// In a fresh process, as a start is.
async function load() {
  const started = performance.now();
  const { hash, mark } = hashed();
  const mDatabase = createMDatabase(hash);
  const loaded = await loadBackup(
    createBackupFile({ file: join(folder, 'compact') }),
    { mark, house: 1, last: Number.MAX_SAFE_INTEGER },
    mDatabase,
  );
  const readyMillis = performance.now() - started;
  if (typeof loaded === 'string' || mDatabase.size !== images) throw new Error('Expected the backup to be whole.');
  return { readyMillis };
}

// Deletes and adds half of all images, ten times, oldest first; the file follows four times a round, and once more.
async function churn() {
  fill(nowhere, 500_000);
  const store = createCompactStore();
  fill(store, images);
  const fileBytes = await store.finish();
  const rssBytes = restingBytes();
  let [first, next, mostFileBytes, mostRssBytes] = [0, images, 0, 0];
  for (let round = 0; round < 10; round += 1) {
    for (let part = 0; part < 4; part += 1) {
      for (const end = next + images / 8; next < end; next += 1, first += 1) {
        store.remove(nameOf('photo', first));
        store.put(nameOf('photo', next), recordAt(next));
      }
      await store.finish();
    }
    mostFileBytes = Math.max(mostFileBytes, (await store.finish()) ?? 0);
    mostRssBytes = Math.max(mostRssBytes, restingBytes());
  }
  return { fileBytes, mostFileBytes, rssBytes, mostRssBytes };
}

function createStore(): Store {
  if (kind === 'map') return createMapStore();
  if (kind === 'served') return createServedStore();
  return kind === 'sqlite' ? createSqliteStore() : createCompactStore();
}

function createCompactStore(): Store & { remove(name: string): void } {
  const { hash, mark } = hashed();
  const mDatabase = createMDatabase(hash);
  let keeper: BackupKeeper | undefined;
  let sequence = 0;
  const open = () => {
    const tell = (event: string, fields = {}) => console.error(event, fields);
    const parts = { store: createBackupFile({ file }), mDatabase, mark, house: 1, tell, end: undefined };
    return createBackupKeeper({ ...parts, sequence: () => sequence, kept: async () => {} });
  };
  return {
    put: (name, record) => mDatabase.put(name, record, true),
    remove: (name) => void mDatabase.remove(name),
    lookup: mDatabase.lookup,
    async finish() {
      sequence += 1;
      keeper ??= open();
      await keeper.flush();
      return statSync(file).size;
    },
  };
}

// What a request would do without mDatabase: the row that pDatabase has, read into an ImageMeta and made a record.
function createServedStore(): Store {
  const database = new Sqlite(file);
  const table = 'CREATE TABLE image (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID; BEGIN';
  database.exec(table);
  const insert = database.prepare('INSERT INTO image VALUES (?, ?)');
  const get = database.prepare<[string], string>('SELECT value FROM image WHERE key = ?').pluck();
  return {
    put: (name, record) => void insert.run(name, JSON.stringify(metaAt(name, record))),
    lookup(name) {
      const value = get.get(name);
      return value === undefined ? undefined : recordOf(parseImageMeta(name, value));
    },
    async finish() {
      database.exec('COMMIT');
      return statSync(file).size;
    },
  };
}

function metaAt(name: string, { version, ...record }: ImageRecord): ImageMeta {
  const digest = version.padEnd(64, '0');
  const at = { createdAt: record.writtenAt, changedAt: record.writtenAt };
  const seen = { thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI', dominantColor: '#804020' };
  const rest = { frames: 1, ...at, ...seen, tags: [], metadata: {} };
  return { ...record, ...rest, name, addrType: 0, imgAddr: digest, digest };
}

function createMapStore(): Store {
  const map = new Map<string, ImageRecord>();
  return {
    put: (name, record) => void map.set(name, record),
    lookup: (name) => map.get(name),
    finish: async () => undefined,
  };
}

function createSqliteStore(): Store {
  const database = new Sqlite(file);
  database.exec('CREATE TABLE image (name TEXT PRIMARY KEY, record BLOB NOT NULL) STRICT, WITHOUT ROWID; BEGIN');
  const insert = database.prepare('INSERT INTO image VALUES (?, ?)');
  const get = database.prepare<[string]>('SELECT record FROM image WHERE name = ?').pluck();
  const record = new Uint8Array(24);
  return {
    put: (name) => void insert.run(name, record),
    lookup: (name) => get.get(name),
    async finish() {
      database.exec('COMMIT');
      return statSync(file).size;
    },
  };
}

function hashed() {
  const hash = createNameHash(secret);
  const mark = new Uint32Array(2);
  hash('', mark);
  return { hash, mark };
}

// Of one piece, as the names of requests are: a joined string would be put together inside the measured time.
function nameOf(prefix: string, index: number): string {
  return Buffer.from(`${prefix}s/2026/${index}.jpg`, 'latin1').toString('latin1');
}

function recordAt(index: number): ImageRecord {
  return {
    ext: 'jpg',
    width: 1 + (index % 8000),
    height: 1 + (index % 6000),
    orientation: 1,
    animated: false,
    alpha: false,
    progressive: false,
    byteLength: 1 + index,
    version: index.toString(16).padStart(20, '0'),
    writtenAt: 1_700_000_000_000 + index * 1000,
    private: false,
  };
}

function restingBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage.rss();
}
