// The statements that read a space's table, prepared once.
import type { Database as Connection } from 'better-sqlite3';
import { behindPrefix, type Row, type Scan, type Space } from '../../../core/index.ts';

export interface SpaceStatements {
  get(key: string): string | undefined;
  scan(scan: Scan): readonly Row[];
}

/**
 * One range of the primary key, however deep `after` lies in it. The upper end may be a blob, which compares
 * behind every text: that stands for "no end".
 */
export function scanSql(space: Space): string {
  return `SELECT key, value FROM ${space}
    WHERE key >= max(:after, :prefix) AND key < :end AND key <> :after ORDER BY key LIMIT :limit`;
}

const noEnd = Buffer.alloc(0);

export function prepareSpace(connection: Connection, space: Space): SpaceStatements {
  const get = connection.prepare<[string], string>(`SELECT value FROM ${space} WHERE key = ?`).pluck();
  const scan = connection.prepare<unknown[], Row>(scanSql(space));
  return {
    get: (key) => get.get(key),
    scan: ({ prefix, after, limit }) => scan.all({ prefix, after, limit, end: behindPrefix(prefix) ?? noEnd }),
  };
}
