// Rows of one kind in the config space, few enough to be read at once: each under its id behind the kind's prefix.
import type { Database } from './database.ts';

export interface ConfigRows<Row extends { readonly id: string }> {
  /** In the order of their ids. */
  list(): Promise<readonly Row[]>;
  /** Durable when it resolves. */
  put(row: Row): Promise<void>;
  /** Durable when it resolves. */
  remove(ids: readonly string[]): Promise<void>;
  /** Removes one, once: false where another server was first. Durable when it resolves. */
  take(id: string): Promise<boolean>;
}

const pageLength = 500;

export function createConfigRows<Row extends { readonly id: string }>(
  database: Pick<Database, 'scan' | 'commit' | 'take'>,
  prefix: string,
): ConfigRows<Row> {
  const keyOf = (id: string) => `${prefix}${id}`;
  const remove = (ids: readonly string[]) =>
    database.commit(ids.map((id) => ({ space: 'config', key: keyOf(id), value: undefined })));
  return {
    remove,
    async list() {
      const found: Row[] = [];
      for (let after = ''; ; ) {
        const rows = await database.scan('config', { prefix, after, limit: pageLength });
        found.push(...rows.map(({ value }) => JSON.parse(value) as Row));
        if (rows.length < pageLength) return found;
        after = rows.at(-1)?.key as string;
      }
    },
    put: (row) => database.commit([{ space: 'config', key: keyOf(row.id), value: JSON.stringify(row) }]),
    async take(id) {
      if (database.take !== undefined) return database.take('config', keyOf(id));
      await remove([id]);
      return true;
    },
  };
}
