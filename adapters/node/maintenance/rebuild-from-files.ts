// `imageserver rebuild --from-files`: a lost or damaged pDatabase, made anew of what is left. In this order, and the first
// that knows a name wins: rows that can still be read of the database; a backup's rows; the originals themselves,
// which have no names. What mDatabase's backup does not know although it is younger was deleted and stays away.
import { copyFile, rename, rm, unlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createImageLedger, type Database, Failure, type ImageEngine, secretKey } from '../../../core/index.ts';
import { checkDatabase } from '../../databases/sqlite/check-database.ts';
import { lockDirectory } from '../../databases/sqlite/lock-directory.ts';
import { openSqliteDatabase } from '../../databases/sqlite/open-sqlite-database.ts';
import { openSqliteReader, type SqliteReader } from '../../databases/sqlite/open-sqlite-reader.ts';
import { syncFile } from './copy-original.ts';
import { type DataDirectory, isThere } from './data-directory.ts';
import { readKnown } from './known.ts';
import { expectKeptFile, readManifest, writeDurably } from './manifest.ts';
import { originalsIn } from './originals.ts';
import { rebuildIndex } from './rebuild-index.ts';
import { returnNameless, returnNames } from './return-images.ts';
import { setAside } from './set-aside.ts';
import type { Watch } from './watch.ts';

export interface RebuiltFromFiles {
  /** Images under their names: from the old database, and from the backup. */
  readonly named: number;
  /** Images as recovered/{digest}.{ext}. */
  readonly nameless: number;
  /** Names and originals that stay away because they were deleted. */
  readonly deleted: number;
  /** Names whose originals are gone or damaged, and originals that are no images. */
  readonly lost: number;
  readonly setAside: readonly string[];
}

export interface FromFilesParts {
  readonly data: DataDirectory;
  /** A backup to take names from. */
  readonly names: string | undefined;
  readonly openEngine: () => Promise<ImageEngine>;
  readonly watch: Watch;
}

/** Fails with `precondition-failed` where the database is whole, and with `not-found` where there are no originals. */
export async function rebuildFromFiles(parts: FromFilesParts): Promise<RebuiltFromFiles> {
  const { data, watch } = parts;
  if (!(await isThere(data.pVol))) {
    throw new Failure('not-found', `Expected originals at ${data.pVol} but there is no such directory.`);
  }
  const lock = await lockDirectory(data.directory);
  const next = `${data.pDatabase}.rebuilding`;
  const lent = `${data.pDatabase}.names`;
  try {
    await expectLost(data);
    const backup = parts.names === undefined ? undefined : await lendNames(resolve(parts.names), lent);
    await removeDatabase(next);
    await writeDurably(data.unfinished, 'rebuild --from-files\n');
    await syncFile(data.directory);
    const outcome = await fill(parts, next, backup);
    const aside = await setAside(data, 'damaged');
    await syncFile(next);
    await rename(next, data.pDatabase);
    await rebuildIndex(data, watch);
    await unlink(data.unfinished);
    await syncFile(data.directory);
    return { ...outcome, setAside: aside };
  } finally {
    await removeDatabase(next);
    await removeDatabase(lent);
    lock.release();
  }
}

async function expectLost(data: DataDirectory): Promise<void> {
  if (!(await isThere(data.pDatabase))) return;
  // One that this command has made and not come to its end with is made again: it may lack what damage was in.
  if (await isThere(data.unfinished)) return;
  if ((await checkDatabase({ file: data.pDatabase })).length > 0) return;
  throw new Failure('precondition-failed', `Expected a lost or damaged database but ${data.pDatabase} is whole.`);
}

async function fill({ data, openEngine, watch }: FromFilesParts, next: string, backup: SqliteReader | undefined) {
  const old = await openDamaged(data.pDatabase);
  const sources = [old, backup].filter((source) => source !== undefined);
  const known = await readKnown(data, sources);
  const engine = await openEngine();
  const database = await openSqliteDatabase({ file: next });
  const counted = { named: 0, nameless: 0, deleted: 0, lost: 0 };
  const into = { ledger: createImageLedger(database), originals: originalsIn(data.pVol), engine, watch, counted };
  try {
    if (old !== undefined) await unlessDamaged(returnNames(into, old, undefined, 'old database'), watch);
    if (backup !== undefined) await returnNames(into, backup, known, 'backup');
    await returnNameless(into, known);
    for (const source of sources) await unlessDamaged(copyConfig(source, database), watch);
    return counted;
  } finally {
    await database.close();
    await engine.close();
    for (const source of sources) await source.close();
  }
}

/** Undefined when nothing of it can be read. */
async function openDamaged(file: string): Promise<SqliteReader | undefined> {
  return (await isThere(file)) ? openSqliteReader({ file }).catch(() => undefined) : undefined;
}

// What lies behind the first page that cannot be read comes from the next source.
async function unlessDamaged(work: Promise<void>, watch: Watch): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (watch.signal.aborted || !(error instanceof Failure)) throw error;
    watch.found({ kind: 'database-damaged', sentence: 'The old database could be read in part only.' });
  }
}

/** Settings that are kept in the database, but not the secret: that belongs to an mDatabase backup. The first source wins. */
async function copyConfig(source: Database, to: Database): Promise<void> {
  const rows = await source.scan('config', { prefix: '', after: '', limit: 1_000_000 });
  for (const { key, value } of rows) {
    if (key === secretKey || (await to.get('config', key)) !== undefined) continue;
    await to.commit([{ space: 'config', key, value }]);
  }
}

/** The backup's database in a copy, since SQLite may write beside a file that it only reads. */
async function lendNames(backup: string, lent: string): Promise<SqliteReader> {
  const manifest = await readManifest(backup);
  if (manifest === undefined) throw new Failure('not-found', `Expected a finished backup at ${backup}.`);
  await expectKeptFile(backup, manifest.database);
  await removeDatabase(lent);
  await copyFile(join(backup, manifest.database.file), lent);
  return openSqliteReader({ file: lent });
}

async function removeDatabase(file: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm']) await rm(`${file}${suffix}`, { force: true });
}
