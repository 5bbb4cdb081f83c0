// `imageserver restore`: a backup becomes the data directory. Verified first (manifest, digests, quick_check), then the
// bytes, each with its digest, and last of all the database: until then a server refuses to start on the directory.
//
// With `keep` the database that is there wins, and nothing of the backup's is looked at: only originals that it names
// and that are missing or damaged come back. So what was deleted after the backup stays deleted.
import { copyFile, readdir, rename, rm, unlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { checkRows, Failure, type ImageMeta } from '../../../core/index.ts';
import { checkDatabase } from '../../databases/sqlite/check-database.ts';
import { lockDirectory } from '../../databases/sqlite/lock-directory.ts';
import { openSqliteReader, type SqliteReader } from '../../databases/sqlite/open-sqlite-reader.ts';
import { makeDurableDirectory } from '../../volumes/file/durable-directory.ts';
import { type Copier, createCopier, syncFile } from './copy-original.ts';
import { type DataDirectory, isThere } from './data-directory.ts';
import { forEach } from './for-each.ts';
import { expectKeptFile, type Manifest, readManifest, writeDurably } from './manifest.ts';
import { type Originals, originalsIn } from './originals.ts';
import { setAside } from './set-aside.ts';
import type { Watch } from './watch.ts';

export type RestoreMode = 'into-empty' | 'keep' | 'replace';

export interface Restored {
  readonly mode: RestoreMode;
  readonly images: number;
  /** Originals that were brought back; all others were there and whole. */
  readonly copied: number;
  /** Images whose originals neither the data directory nor the backup has whole. */
  readonly lost: number;
  /** Files of the database that was there before. */
  readonly setAside: readonly string[];
}

interface Restoring {
  readonly data: DataDirectory;
  /** The backup's directory. */
  readonly source: string;
  readonly manifest: Manifest;
  readonly watch: Watch;
}

const lanes = 4;

/** Fails with `not-found`, `digest-mismatch`, `precondition-failed` or `overloaded`; then nothing was changed. */
export async function restoreStore(
  data: DataDirectory,
  from: string,
  mode: RestoreMode,
  watch: Watch,
): Promise<Restored> {
  const source = resolve(from);
  const manifest = await readManifest(source);
  if (manifest === undefined) {
    throw new Failure('not-found', `Expected a finished backup at ${source} but found no manifest.json there.`);
  }
  await makeDurableDirectory(data.directory);
  const lock = await lockDirectory(data.directory);
  try {
    await expectMode(data, mode);
    await makeDurableDirectory(join(data.pVol, 'staging'));
    const restoring = { data, source, manifest, watch };
    return await (mode === 'keep' ? fill(restoring) : replace(restoring, mode));
  } finally {
    lock.release();
  }
}

async function expectMode(data: DataDirectory, mode: RestoreMode): Promise<void> {
  const isTaken = await isThere(data.pDatabase);
  if (mode === 'keep' && !isTaken) {
    throw new Failure('precondition-failed', `Expected a database to keep in ${data.directory} but there is none.`);
  }
  if (mode === 'into-empty' && isTaken && !(await isThere(data.unfinished))) {
    throw new Failure(
      'precondition-failed',
      `There is a database in ${data.directory}: say --keep (it stays, only missing originals come back) or --replace.`,
    );
  }
}

async function fill(restoring: Restoring): Promise<Restored> {
  const { data, watch } = restoring;
  watch.progress('database', 0, undefined);
  await expectWhole(data.pDatabase);
  const outcome = await copyOriginals(restoring, data.pDatabase);
  // Of a restore that was not finished: the database that it was about to put aside is the one that stays.
  await rm(data.unfinished, { force: true });
  return { mode: 'keep', ...outcome, setAside: [] };
}

async function replace(restoring: Restoring, mode: RestoreMode): Promise<Restored> {
  const { data, source, manifest, watch } = restoring;
  watch.progress('database', 0, undefined);
  await expectKeptFile(source, manifest.database);
  await expectKeptFile(source, manifest.index);
  const next = `${data.pDatabase}.restoring`;
  await copyDurably(join(source, manifest.database.file), next);
  try {
    // Here and not in the backup, which may be read-only and must not get a log beside it.
    await expectWhole(next);
    await writeDurably(data.unfinished, `${source}\n`);
    await syncFile(data.directory);
    const outcome = await copyOriginals(restoring, next);
    const aside = await setAside(data, 'before-restore');
    await copyDurably(join(source, manifest.index.file), data.mDatabaseBackup);
    await rename(next, data.pDatabase);
    await syncFile(data.directory);
    await unlink(data.unfinished);
    await syncFile(data.directory);
    return { mode, ...outcome, setAside: aside };
  } finally {
    for (const name of [next, `${next}-wal`, `${next}-shm`]) await rm(name, { force: true });
  }
}

async function expectWhole(database: string): Promise<void> {
  const [fault] = await checkDatabase({ file: database });
  if (fault === undefined) return;
  throw new Failure('precondition-failed', `Expected a whole database but quick_check says of ${database}: ${fault}`);
}

async function copyOriginals({ data, source, watch }: Restoring, database: string) {
  const to = originalsIn(data.pVol);
  const staging = join(data.pVol, 'staging');
  for (const name of await readdir(staging)) await unlink(join(staging, name));
  const copier = createCopier(originalsIn(join(source, 'pvol')), to, staging);
  const reader = await openSqliteReader({ file: database });
  try {
    const outcome = await bringBack(reader, copier, to, watch);
    await copier.sync();
    return outcome;
  } finally {
    await reader.close();
  }
}

async function bringBack(reader: SqliteReader, copier: Copier, to: Originals, watch: Watch) {
  const { rows } = reader.tally('image', 'n:', 'byteLength');
  const outcome = { images: 0, copied: 0, lost: 0 };
  await forEach(checkRows(reader), lanes, watch.signal, async ({ name, meta, faults }) => {
    for (const sentence of faults) watch.found({ kind: 'row-broken', name, sentence });
    outcome.images += 1;
    watch.progress('originals', outcome.images, rows);
    if (meta === undefined || (await to.look(meta.imgAddr, meta.byteLength, true)) === 'sound') return;
    const state = await copier.copy(meta.imgAddr, meta.byteLength, true);
    if (state === 'sound') outcome.copied += 1;
    else lose(meta, outcome, watch);
  });
  return outcome;
}

function lose({ name, imgAddr }: ImageMeta, outcome: { lost: number }, watch: Watch): void {
  outcome.lost += 1;
  watch.found({ kind: 'bytes-missing', name, imgAddr, sentence: `The backup has no whole original of "${name}".` });
}

async function copyDurably(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  await syncFile(to);
}
