// pDatabase: the Database port over one SQLite file with one connection. Calls are synchronous underneath:
// a lookup takes microseconds, a commit one sync of the log.
import type { Change, Database, Space } from '../../../core/index.ts';
import { openConnection } from './open-connection.ts';
import { prepareSpace, type SpaceStatements } from './space-statements.ts';
import { guarded } from './sqlite-failure.ts';

/** The directory of `file` must be there. Fails with `internal` or `overloaded`. */
export async function openSqliteDatabase({ file }: { readonly file: string }): Promise<Database> {
  const connection = await openConnection(file);
  const spaces: Record<Space, SpaceStatements> = {
    image: prepareSpace(connection, 'image'),
    config: prepareSpace(connection, 'config'),
    cache: prepareSpace(connection, 'cache'),
    journal: prepareSpace(connection, 'journal'),
  };
  const apply = connection.transaction((changes: readonly Change[]) => {
    for (const { space, key, value } of changes) {
      if (value === undefined) spaces[space].remove(key);
      else spaces[space].put(key, value);
    }
  });

  return {
    get: async (space, key) => guarded(() => spaces[space].get(key)),
    // Takes the write lock at its beginning: a transaction that asks for it later may fail half way.
    commit: async (changes) => guarded(() => apply.immediate(changes)),
    scan: async (space, scan) => guarded(() => spaces[space].scan(scan)),
    close: async () => guarded(() => void connection.close()),
  };
}
