// Rows of one kind in the config space, few enough to be read at once: each under its id behind the kind's prefix.
import type { Database } from './database.ts';

export interface ConfigRows<Row extends { readonly id: string }> {
  /** In the order of their ids. */
  list(): Promise<readonly Row[]>;
  /** Durable when it resolves. */
  put(row: Row): Promise<void>;
  /** Durable when it resolves. */
  remove(ids: readonly string[]): Promise<void>;
}

const pageLength = 500;

export function createConfigRows<Row extends { readonly id: string }>(
  database: Pick<Database, 'scan' | 'commit'>,
  prefix: string,
): ConfigRows<Row> {
  const keyOf = (id: string) => `${prefix}${id}`;
  return {
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
    remove: (ids) => database.commit(ids.map((id) => ({ space: 'config', key: keyOf(id), value: undefined }))),
  };
}
