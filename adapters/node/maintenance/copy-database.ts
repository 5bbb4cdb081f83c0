// pDatabase as of one moment, in a directory of its own, with an mDatabase backup that goes with it.
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Database, type ImageLedger, openMDatabase } from '../../../core/index.ts';
import { createBackupFile } from '../../databases/backup/create-backup-file.ts';
import { backUpDatabase } from '../../databases/sqlite/back-up-database.ts';
import { openSqliteDatabase } from '../../databases/sqlite/open-sqlite-database.ts';
import { syncFile } from './copy-original.ts';
import { type DataDirectory, isThere } from './data-directory.ts';
import type { Watch } from './watch.ts';

export interface DatabaseCopy {
  readonly databaseFile: string;
  readonly indexFile: string;
  readonly database: Database;
  /** Changes the copy, and mDatabase's backup with it. */
  readonly ledger: ImageLedger;
  readonly images: number;
  /** Both files are durable when it resolves. May be called twice. */
  close(): Promise<void>;
}

export async function copyDatabase(data: DataDirectory, to: string, watch: Watch): Promise<DatabaseCopy> {
  const id = crypto.randomUUID().slice(0, 8);
  const databaseFile = `pdatabase-${id}.sqlite`;
  const indexFile = `mdatabase-${id}.backup`;
  await backUpDatabase({
    file: data.pDatabase,
    to: join(to, databaseFile),
    progress: (done, total) => watch.progress('database', done, total),
  });
  // The server may be appending to it: what is torn is seen, and the journal in the database has what is behind it.
  // One that does not go with the copy, because the journal was cut meanwhile, is made anew.
  if (await isThere(data.mDatabaseBackup)) await copyFile(data.mDatabaseBackup, join(to, indexFile));
  const database = await openSqliteDatabase({ file: join(to, databaseFile) });
  const store = createBackupFile({ file: join(to, indexFile) });
  const tell = (event: string, { images }: { images?: number } = {}) => {
    if (event === 'mdatabase.rebuild') watch.progress('index', Number(images), undefined);
  };
  const { mDatabase, ledger, whole, close } = await openMDatabase({ database, store, tell, mayBeOlder: true });
  await whole;
  let isOpen = true;

  return {
    databaseFile,
    indexFile,
    database,
    ledger,
    images: mDatabase.size,
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await close();
      await database.close();
      for (const name of [databaseFile, indexFile]) await syncFile(join(to, name));
      await syncFile(to);
    },
  };
}
