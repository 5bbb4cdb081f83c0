// The bare way to keep changes with better-sqlite3: on the main thread, a durable transaction each.
import Sqlite from 'better-sqlite3';
import type { Database } from '../../../core/database/database.ts';

export function openOneCommitEach(file: string): Database {
  const connection = new Sqlite(file);
  connection.pragma('journal_mode = wal');
  connection.pragma('synchronous = full');
  for (const space of ['image', 'journal']) {
    connection.exec(`CREATE TABLE ${space} (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID`);
  }
  const put = new Map(
    ['image', 'journal'].map((space) => [space, connection.prepare(`INSERT OR REPLACE INTO ${space} VALUES (?, ?)`)]),
  );
  const get = connection.prepare<[string], string>('SELECT value FROM image WHERE key = ?').pluck();
  const apply = connection.transaction((changes: Parameters<Database['commit']>[0]) => {
    for (const { space, key, value } of changes) put.get(space)?.run(key, value);
  });
  return {
    get: async (_, key) => get.get(key),
    commit: async (changes) => apply.immediate(changes),
    scan: async () => [],
    close: async () => void connection.close(),
  };
}
