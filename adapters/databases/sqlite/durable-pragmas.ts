// What makes a commit durable, on every connection that may write; nothing here may be weakened.
import type { Database as Connection } from 'better-sqlite3';

/** Throws when SQLite does not take a setting. */
export function setDurable(connection: Connection): void {
  setPragma(connection, 'journal_mode', 'wal');
  // On every open: it is no property of the file, and a WAL database opens with NORMAL, which may lose commits.
  setPragma(connection, 'synchronous', 2);
  // On macOS a plain fsync leaves bytes in the drive's cache. Without effect elsewhere.
  setPragma(connection, 'fullfsync', 1);
}

// SQLite answers a setting that it can't make with the one that stays.
function setPragma(connection: Connection, name: string, value: string | number): void {
  connection.pragma(`${name} = ${value}`);
  const found = connection.pragma(name, { simple: true });
  if (found !== value) throw new Error(`Expected the database to take ${name} ${value} but it has ${found}.`);
}
