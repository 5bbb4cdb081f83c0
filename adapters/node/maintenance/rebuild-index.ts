// Makes mDatabase's backup anew from pDatabase: under a new secret, in order, with no change behind its shards.
import { rm } from 'node:fs/promises';
import { openMDatabase } from '../../../core/index.ts';
import { createBackupFile } from '../../databases/backup/create-backup-file.ts';
import { openSqliteDatabase } from '../../databases/sqlite/open-sqlite-database.ts';
import { type DataDirectory, lengthOf } from './data-directory.ts';
import type { Watch } from './watch.ts';

export interface RebuiltIndex {
  readonly images: number;
  readonly bytes: number;
}

/** To be called while the data directory is locked by the caller. */
export async function rebuildIndex(data: DataDirectory, watch: Watch): Promise<RebuiltIndex> {
  await rm(data.mDatabaseBackup, { force: true });
  const database = await openSqliteDatabase({ file: data.pDatabase });
  try {
    const store = createBackupFile({ file: data.mDatabaseBackup });
    let failure: unknown;
    const tell = (event: string, fields: Readonly<Record<string, unknown>> = {}) => {
      if (event === 'mdatabase.rebuild') watch.progress('index', Number(fields.images), undefined);
      if (event === 'mdatabase.backup-failed') failure = fields.error;
    };
    const { mDatabase, whole, close } = await openMDatabase({ database, store, tell });
    await whole.finally(close);
    if (failure !== undefined) throw failure;
    return { images: mDatabase.size, bytes: (await lengthOf(data.mDatabaseBackup)) ?? 0 };
  } finally {
    await database.close();
  }
}
