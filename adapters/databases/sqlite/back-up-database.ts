// A copy of pDatabase's file while a server goes on writing to it: SQLite's backup API over one snapshot.
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Database as Connection } from 'better-sqlite3';
import { checkOwner } from './migrations.ts';
import { openReadOnly } from './open-read-only.ts';
import { guarded, sqliteFailure } from './sqlite-failure.ts';

// 2 MiB at a time; between two of them the process does other work.
const pagesAtOnce = 512;

export interface DatabaseBackup {
  readonly file: string;
  /** Replaced whole, and only when the copy is durable; its directory must be there. */
  readonly to: string;
  /** Hears how many of how many pages are copied. */
  readonly progress?: (done: number, total: number) => void;
}

/**
 * The copy is the database as of one moment of the call: what is committed later is not in it. Fails with `internal`
 * or `storage-full`, and then leaves what was at `to` as it was.
 */
export async function backUpDatabase({ file, to, progress = () => {} }: DatabaseBackup): Promise<void> {
  const next = `${to}.next`;
  const connection = await openReadOnly(file);
  try {
    await rm(next, { force: true });
    guarded(() => holdSnapshot(connection));
    await connection.backup(next, {
      progress: ({ totalPages, remainingPages }) => {
        progress(totalPages - remainingPages, totalPages);
        return pagesAtOnce;
      },
    });
    await sync(next);
    await rename(next, to);
    await sync(dirname(to));
  } catch (error) {
    await rm(next, { force: true });
    throw sqliteFailure(error);
  } finally {
    connection.close();
  }
}

// Without it the copy would begin again after each commit of another connection, and end on a quiet server only.
function holdSnapshot(connection: Connection): void {
  connection.exec('BEGIN');
  checkOwner(connection);
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
