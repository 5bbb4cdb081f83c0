// Opens pDatabase's file for reading and writing, and brings its schema to the newest version.
import type { Database as Connection } from 'better-sqlite3';
import { setDurable } from './durable-pragmas.ts';
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
  setDurable(connection);
  migrate(connection);
}
