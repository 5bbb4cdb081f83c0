// A second connection to pDatabase's file that cannot change it, beside that of a running server or without one.
import type { Database as Connection } from 'better-sqlite3';
import { loadSqlite } from './load-sqlite.ts';
import { guarded } from './sqlite-failure.ts';

const busyMillis = 5000;

/** Fails with `internal` when the file is not there. */
export async function openReadOnly(file: string): Promise<Connection> {
  const Sqlite = await loadSqlite();
  return guarded(() => new Sqlite(file, { readonly: true, fileMustExist: true, timeout: busyMillis }));
}
