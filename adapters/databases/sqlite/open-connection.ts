// Opens the one connection to pDatabase's file and sets what makes a commit durable; nothing here may weaken it.
import type { Database as Connection } from 'better-sqlite3';
import { Failure } from '../../../core/index.ts';
import { loadSqlite } from './load-sqlite.ts';
import { checkOwner, migrate } from './migrations.ts';
import { guarded } from './sqlite-failure.ts';

// How long a call waits for another program's lock. It blocks the whole process, so it is short.
const busyMillis = 1000;

export async function openConnection(file: string): Promise<Connection> {
  const Sqlite = await loadSqlite();
  const connection = guarded(() => new Sqlite(file, { timeout: busyMillis }));
  try {
    guarded(() => prepare(connection));
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function prepare(connection: Connection): void {
  // Before anything is written.
  checkOwner(connection);
  setPragma(connection, 'journal_mode', 'wal');
  // On every open: it is no property of the file, and a WAL database opens with NORMAL, which may lose commits.
  setPragma(connection, 'synchronous', 2);
  // On macOS a plain fsync leaves bytes in the drive's cache. Without effect elsewhere.
  setPragma(connection, 'fullfsync', 1);
  migrate(connection);
}

// SQLite answers a setting that it can't make with the one that stays.
function setPragma(connection: Connection, name: string, value: string | number): void {
  connection.pragma(`${name} = ${value}`);
  const found = connection.pragma(name, { simple: true });
  if (found !== value) {
    throw new Failure('internal', `Expected the database to take ${name} ${value} but it has ${found}.`);
  }
}
