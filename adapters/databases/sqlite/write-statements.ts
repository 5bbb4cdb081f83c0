// The statements that change a space's table, prepared once.
import type { Database as Connection } from 'better-sqlite3';
import type { Space } from '../../../core/index.ts';
import { rowSum } from './row-sum.ts';

export interface WriteStatements {
  put(key: string, value: string): void;
  remove(key: string): void;
}

const spaces: readonly Space[] = ['image', 'config', 'cache', 'journal'];

export function prepareWrites(connection: Connection): Record<Space, WriteStatements> {
  const prepared = spaces.map((space) => [space, prepareSpace(connection, space)] as const);
  return Object.fromEntries(prepared) as Record<Space, WriteStatements>;
}

function prepareSpace(connection: Connection, space: Space): WriteStatements {
  const put = connection.prepare(
    `INSERT INTO ${space} (key, value, sum) VALUES (?, ?, ?)
      ON CONFLICT (key) DO UPDATE SET value = excluded.value, sum = excluded.sum`,
  );
  const remove = connection.prepare(`DELETE FROM ${space} WHERE key = ?`);
  return {
    put: (key, value) => void put.run(key, value, rowSum(key, value)),
    remove: (key) => void remove.run(key),
  };
}
