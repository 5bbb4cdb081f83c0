// pDatabase's rows for those who only look: beside a running server, or without one. It can change nothing.
import { behindPrefix, type Database, Failure, type Space } from '../../../core/index.ts';
import { checkNewest } from './migrations.ts';
import { openReadOnly } from './open-read-only.ts';
import { prepareSpace } from './space-statements.ts';
import { guarded } from './sqlite-failure.ts';

export interface Tally {
  readonly rows: number;
  /** Of the numbers under the field. */
  readonly sum: number;
}

export interface SqliteReader extends Database {
  /** Of the rows whose key begins with the prefix, and of a number in their JSON. */
  tally(space: Space, prefix: string, field: string): Tally;
  /** From here to `release` every read sees the database as it is now. It holds up the server's checkpoints: be short. */
  hold(): void;
  release(): void;
}

/** Fails with `internal` when the file is not there, is none of ours, or is damaged where it says what is in it. */
export async function openSqliteReader({ file }: { readonly file: string }): Promise<SqliteReader> {
  const connection = await openReadOnly(file);
  const prepare = (space: Space) => prepareSpace(connection, space);
  const prepareAll = () => {
    checkNewest(connection);
    return { image: prepare('image'), config: prepare('config'), cache: prepare('cache'), journal: prepare('journal') };
  };
  try {
    const spaces = guarded(prepareAll);
    return {
      get: async (space, key) => guarded(() => spaces[space].get(key)),
      scan: async (space, scan) => guarded(() => spaces[space].scan(scan)),
      commit: async () => Promise.reject(new Failure('internal', 'Expected no commit: this connection only reads.')),
      tally: (space, prefix, field) => guarded(() => tally(space, prefix, field)),
      hold: () => guarded(() => void connection.exec('BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1')),
      release: () => guarded(() => void connection.exec('COMMIT')),
      close: async () => guarded(() => void connection.close()),
    };
  } catch (error) {
    connection.close();
    throw error;
  }

  function tally(space: Space, prefix: string, field: string): Tally {
    const sql = `SELECT count(*) AS rows, total(value ->> ?) AS sum FROM ${space} WHERE key >= ? AND key < ?`;
    const found = connection.prepare<unknown[], Tally>(sql).get(`$.${field}`, prefix, behindPrefix(prefix));
    return found ?? { rows: 0, sum: 0 };
  }
}
