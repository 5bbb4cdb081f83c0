// Loads the native SQLite library, or says in one sentence why this machine can't.
import type Sqlite from 'better-sqlite3';
import { Failure } from '../../../core/index.ts';

export type SqliteConstructor = typeof Sqlite;

/** Loaded only when asked for: the library ends a Node that is too old with a segmentation fault. */
export async function loadSqlite(): Promise<SqliteConstructor> {
  checkNodeVersion(process.versions.node);
  const { default: Sqlite } = await import('better-sqlite3');
  const database = new Sqlite(':memory:');
  checkSqliteVersion(String(database.prepare('SELECT sqlite_version()').pluck().get()));
  database.close();
  return Sqlite;
}

export function checkNodeVersion(version: string): void {
  if (Number.parseInt(version, 10) >= 24) return;
  throw new Failure('internal', `Expected Node 24 or newer but this is Node ${version}.`);
}

/** Versions up to 3.51.2 can lose commits when a WAL is reset (fixed in 3.51.3); 3.52.0 was withdrawn. */
export function checkSqliteVersion(version: string): void {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const number = (major * 1000 + minor) * 1000 + patch;
  if (number >= 3_051_003 && number !== 3_052_000) return;
  throw new Failure('internal', `Expected SQLite 3.51.3 or newer, 3.52.0 excepted, but this is SQLite ${version}.`);
}
