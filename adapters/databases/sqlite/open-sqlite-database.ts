// pDatabase: the Database port over one SQLite file. Reads are synchronous underneath and take microseconds; writes
// go to a thread of their own, which is the only writer.
import type { Database, Space } from '../../../core/index.ts';
import { openConnection } from './open-connection.ts';
import { openWriter } from './open-writer.ts';
import { prepareSpace, type SpaceStatements } from './space-statements.ts';
import { guarded } from './sqlite-failure.ts';

/** The directory of `file` must be there. Fails with `internal` or `overloaded`. */
export async function openSqliteDatabase({ file }: { readonly file: string }): Promise<Database> {
  const connection = await openConnection(file);
  const writer = await openWriter(file).catch((error: unknown) => {
    connection.close();
    throw error;
  });
  guarded(() => connection.pragma('query_only = 1'));
  const spaces: Record<Space, SpaceStatements> = {
    image: prepareSpace(connection, 'image'),
    config: prepareSpace(connection, 'config'),
    cache: prepareSpace(connection, 'cache'),
    journal: prepareSpace(connection, 'journal'),
  };

  return {
    get: async (space, key) => guarded(() => spaces[space].get(key)),
    commit: (changes) => writer.commit(changes),
    scan: async (space, scan) => guarded(() => spaces[space].scan(scan)),
    async close() {
      // The writer goes last: who closes a database last empties its log.
      guarded(() => void connection.close());
      await writer.close();
    },
  };
}
