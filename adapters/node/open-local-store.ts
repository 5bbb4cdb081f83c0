// The data directory of one server: originals as files, pDatabase in SQLite, mDatabase with its backup.
import { join } from 'node:path';
import { openMDatabase, type Store, type Tell } from '../../core/index.ts';
import { createBackupFile } from '../databases/backup/create-backup-file.ts';
import { openSqliteDatabase } from '../databases/sqlite/open-sqlite-database.ts';
import { openFileVolume } from '../volumes/file/open-file-volume.ts';
import { dataDirectoryAt, refuseUnfinished } from './maintenance/data-directory.ts';
import { refuseLostDatabase } from './refuse-lost-database.ts';

/** The directory has to be locked. On failure everything that was opened is closed again. */
export async function openLocalStore(dataDirectory: string, tell: Tell, observe: Tell): Promise<Store> {
  await refuseUnfinished(dataDirectoryAt(dataDirectory));
  await refuseLostDatabase(dataDirectoryAt(dataDirectory));
  const database = await openSqliteDatabase({ file: join(dataDirectory, 'pdatabase.sqlite') });
  try {
    const store = createBackupFile({ file: join(dataDirectory, 'mdatabase.backup') });
    const { mDatabase, ledger, close } = await openMDatabase({ database, store, tell });
    const pVol = await openFileVolume({ directory: join(dataDirectory, 'pvol'), tell, observe });
    return {
      ...{ database, mDatabase, confirmed: mDatabase, ledger, pVol, warnings: [] },
      withResults: (eVol) => eVol,
      settled: async () => {},
      follow: () => ({ end() {} }),
      async close() {
        await close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
