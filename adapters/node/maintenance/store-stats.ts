// `imageserver stats`: how much there is of everything in a data directory, beside a running server or without one.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readBackupState } from '../../../core/index.ts';
import { createBackupFile } from '../../databases/backup/create-backup-file.ts';
import { openSqliteReader } from '../../databases/sqlite/open-sqlite-reader.ts';
import { readIfThere } from '../read-if-there.ts';
import { type DataDirectory, expectStore, isThere, lengthOf } from './data-directory.ts';
import { originalsIn } from './originals.ts';
import type { Watch } from './watch.ts';

export interface StoreStats {
  readonly dataDirectory: string;
  /** Names, and what their originals have together (bytes that names share are counted for each). */
  readonly images: { readonly names: number; readonly bytes: number };
  readonly pVol: { readonly files: number; readonly bytes: number };
  readonly eVol: { readonly files: number; readonly bytes: number };
  readonly pDatabase: { readonly bytes: number; readonly logBytes: number; readonly journalRows: number };
  /** `state` is `whole` where a start uses it; `behind`, changes that are in pDatabase only. */
  readonly mDatabaseBackup: { readonly bytes: number; readonly state: string; readonly behind: number };
  /** What the last `imageserver backup` wrote; undefined when there never was one. */
  readonly lastBackup?: unknown;
}

export async function storeStats(data: DataDirectory, watch: Watch): Promise<StoreStats> {
  await expectStore(data);
  const reader = await openSqliteReader({ file: data.pDatabase });
  let isHeld = false;
  const holdStill = () => {
    reader.hold();
    isHeld = true;
  };
  try {
    const names = reader.tally('image', 'n:', 'byteLength');
    const journal = reader.tally('journal', '0', 'name');
    const store = createBackupFile({ file: data.mDatabaseBackup });
    const index = await readBackupState({ database: reader, store, holdStill });
    if (isHeld) reader.release();
    const lastBackup = await readIfThere(data.lastBackup);
    return {
      dataDirectory: data.directory,
      images: { names: names.rows, bytes: names.sum },
      pVol: await pVolStats(data, watch),
      eVol: await directoryStats(data.eVol),
      pDatabase: {
        bytes: (await lengthOf(data.pDatabase)) ?? 0,
        logBytes: (await lengthOf(`${data.pDatabase}-wal`)) ?? 0,
        journalRows: journal.rows,
      },
      mDatabaseBackup: { bytes: (await lengthOf(data.mDatabaseBackup)) ?? 0, ...index },
      ...(lastBackup !== undefined && { lastBackup: JSON.parse(lastBackup) }),
    };
  } finally {
    await reader.close();
  }
}

async function pVolStats(data: DataDirectory, watch: Watch) {
  const found = { files: 0, bytes: 0 };
  for await (const { byteLength } of originalsIn(data.pVol).list()) {
    watch.signal.throwIfAborted();
    found.files += 1;
    found.bytes += byteLength;
    watch.progress('originals', found.files, undefined);
  }
  return found;
}

async function directoryStats(directory: string) {
  const names = (await isThere(directory)) ? await readdir(directory) : [];
  const lengths = await Promise.all(names.map((name) => lengthOf(join(directory, name))));
  return { files: names.length, bytes: lengths.reduce((sum: number, length) => sum + (length ?? 0), 0) };
}
