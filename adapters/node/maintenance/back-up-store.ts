// `imageserver backup`: a whole copy of a data directory's images, made while a server goes on writing to it.
//
// Order: the database as of one moment; then the bytes that it names; then what changed meanwhile is settled (a name
// whose bytes a delete took away goes from the copy, one that was replaced gets its new bytes); then the manifest. Until
// the manifest is there the directory is the backup before: files have names of their own for each run, and originals
// are only added. What no longer belongs to it goes afterwards.
import { readdir, rm, unlink } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import {
  checkRows,
  createImageLedger,
  createKeyedLock,
  Failure,
  type ImageMeta,
  type KeyedLock,
  listOrphans,
} from '../../../core/index.ts';
import { lockDirectory } from '../../databases/sqlite/lock-directory.ts';
import { openSqliteReader } from '../../databases/sqlite/open-sqlite-reader.ts';
import { makeDurableDirectory } from '../../volumes/file/durable-directory.ts';
import { copyDatabase, type DatabaseCopy } from './copy-database.ts';
import { type Copier, createCopier, syncFile } from './copy-original.ts';
import { type DataDirectory, expectStore } from './data-directory.ts';
import { forEach } from './for-each.ts';
import { keptFileAt, type Manifest, manifestName, readManifest, writeDurably, writeManifest } from './manifest.ts';
import { type OriginalState, type Originals, originalsIn } from './originals.ts';
import { settleImage } from './settle-image.ts';
import type { Watch } from './watch.ts';

export interface BackedUp extends Manifest {
  /** Originals that were copied by this run; all others were there. */
  readonly copied: number;
  readonly copiedBytes: number;
  /** Names that changed while the backup was made. */
  readonly settled: number;
}

/** What is read to its end and compared with its digest: nothing, what this run has copied, or also what was there. */
export type BackupCheck = 'nothing' | 'copies' | 'all';

const lanes = 4;

/** Fails with `not-found`, `precondition-failed`, `overloaded` or as the disk does. */
export async function backUpStore(
  data: DataDirectory,
  destination: string,
  check: BackupCheck,
  watch: Watch,
): Promise<BackedUp> {
  await expectStore(data);
  const to = resolve(destination);
  await expectBackupPlace(data, to);
  await makeDurableDirectory(join(to, 'pvol', 'staging'));
  const lock = await lockDirectory(to);
  try {
    await sweep(to, await readManifest(to));
    const made = await copyAll(data, to, check, watch);
    await removeStrays(to, made, watch);
    await sweep(to, made);
    await syncFile(to);
    await writeDurably(data.lastBackup, `${JSON.stringify({ ...made, destination: to }, null, 2)}\n`);
    return made;
  } finally {
    lock.release();
  }
}

async function copyAll(data: DataDirectory, to: string, check: BackupCheck, watch: Watch): Promise<BackedUp> {
  const from = originalsIn(data.pVol);
  const originals = originalsIn(join(to, 'pvol'));
  const staging = join(to, 'pvol', 'staging');
  const copier = createCopier(from, originals, staging);
  const live = await openSqliteReader({ file: data.pDatabase });
  const copy = await copyDatabase(data, to, watch);
  try {
    const run = { copier, originals, check, lock: createKeyedLock(), copied: 0, copiedBytes: 0 };
    const unsettled = await copyOriginals(copy, run, watch);
    const missing: string[] = [];
    for (const meta of unsettled) {
      watch.signal.throwIfAborted();
      const fault = await settleImage(meta, copy.ledger, createImageLedger(live), (now) => copyOne(now, run));
      if (fault === undefined) continue;
      missing.push(meta.name);
      watch.found({ ...fault, name: meta.name, imgAddr: meta.imgAddr });
    }
    await copier.sync();
    const totals = await totalsOf(copy, watch);
    await copy.close();
    const manifest: Manifest = {
      finishedAt: new Date().toISOString(),
      database: await keptFileAt(to, copy.databaseFile),
      index: await keptFileAt(to, copy.indexFile),
      ...totals,
      missing,
    };
    watch.signal.throwIfAborted();
    await writeManifest(to, manifest);
    return {
      ...manifest,
      copied: run.copied,
      copiedBytes: run.copiedBytes,
      settled: unsettled.length - missing.length,
    };
  } finally {
    await copy.close();
    await live.close();
  }
}

interface Run {
  readonly copier: Copier;
  readonly originals: Originals;
  readonly check: BackupCheck;
  readonly lock: KeyedLock;
  copied: number;
  copiedBytes: number;
}

/** Answers the images whose bytes were not to be had. */
async function copyOriginals(copy: DatabaseCopy, run: Run, watch: Watch): Promise<ImageMeta[]> {
  const unsettled: ImageMeta[] = [];
  let images = 0;
  await forEach(checkRows(copy.database), lanes, watch.signal, async ({ name, meta, faults }) => {
    for (const sentence of faults) watch.found({ kind: 'row-broken', name, sentence });
    if (meta !== undefined && (await copyOne(meta, run)) !== 'sound') unsettled.push(meta);
    images += 1;
    watch.progress('originals', images, copy.images);
  });
  return unsettled;
}

function copyOne(meta: ImageMeta, run: Run): Promise<OriginalState> {
  // Names that share bytes come at the same time.
  return run.lock.run(meta.imgAddr, () => copyUnlessThere(meta, run));
}

// What is there already with the right length was whole when it got its name; what a medium has changed since, only
// reading shows.
async function copyUnlessThere({ imgAddr, byteLength }: ImageMeta, run: Run): Promise<OriginalState> {
  if ((await run.originals.look(imgAddr, byteLength, run.check === 'all')) === 'sound') return 'sound';
  const state = await run.copier.copy(imgAddr, byteLength, run.check !== 'nothing');
  if (state !== 'sound') return state;
  run.copied += 1;
  run.copiedBytes += byteLength;
  return state;
}

async function totalsOf(copy: DatabaseCopy, watch: Watch): Promise<{ images: number; files: number; bytes: number }> {
  const totals = { images: 0, files: 0, bytes: 0 };
  for await (const { meta, isFirst } of checkRows(copy.database)) {
    totals.images += 1;
    watch.progress('counting', totals.images, copy.images);
    if (meta === undefined || !isFirst) continue;
    totals.files += 1;
    totals.bytes += meta.byteLength;
  }
  return totals;
}

const ours = /^(manifest\.json(\.next)?|lock(-\w+)?|pvol|(pdatabase|mdatabase)-[0-9a-f]{8}\.\w+([.-]\w+)*)$/;

/** Fails with `precondition-failed` for a directory that holds something else, and inside of the data directory. */
async function expectBackupPlace({ directory }: DataDirectory, to: string): Promise<void> {
  if (to === directory || to.startsWith(directory + sep) || directory.startsWith(to + sep)) {
    throw new Failure(
      'precondition-failed',
      `Expected a place for the backup outside of ${directory} but received ${to}.`,
    );
  }
  const names = await readdir(to).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const stranger = names.find((name) => !ours.test(name));
  if (stranger === undefined) return;
  throw new Failure('precondition-failed', `Expected an empty directory, or a backup, at ${to} but found ${stranger}.`);
}

/** Takes away what runs that did not come to their end left behind, and the files of the backup before. */
async function sweep(to: string, manifest: Manifest | undefined): Promise<void> {
  const kept = [manifestName, manifest?.database.file, manifest?.index.file];
  for (const name of await readdir(to)) {
    if (ours.test(name) && name !== 'pvol' && !name.startsWith('lock') && !kept.includes(name))
      await rm(join(to, name));
  }
  for (const name of await readdir(join(to, 'pvol', 'staging'))) await unlink(join(to, 'pvol', 'staging', name));
}

/** Originals of images that were deleted since the backup before. */
async function removeStrays(to: string, { database }: Manifest, watch: Watch): Promise<void> {
  const originals = originalsIn(join(to, 'pvol'));
  const reader = await openSqliteReader({ file: join(to, database.file) });
  try {
    for await (const { imgAddr } of listOrphans(originals, createImageLedger(reader))) {
      watch.signal.throwIfAborted();
      await unlink(originals.placeOf(imgAddr).path);
    }
  } finally {
    await reader.close();
  }
}
