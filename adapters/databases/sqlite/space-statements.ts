// The statements that read a space's table, prepared once.
import type { Database as Connection } from 'better-sqlite3';
import { behindPrefix, type Row, type Scan, type Space } from '../../../core/index.ts';
import { rowSum } from './row-sum.ts';

/** A row whose checksum does not fit has '' for its value, which is no JSON: no view takes it for a value of its own. */
export interface SpaceStatements {
  get(key: string): string | undefined;
  scan(scan: Scan): readonly Row[];
}

/**
 * One range of the primary key, however deep `after` lies in it. The upper end may be a blob, which compares
 * behind every text: that stands for "no end".
 */
export function scanSql(space: Space): string {
  return `SELECT key, value, sum FROM ${space}
    WHERE key >= max(:after, :prefix) AND key < :end AND key <> :after ORDER BY key LIMIT :limit`;
}

const noEnd = Buffer.alloc(0);

interface Summed extends Row {
  readonly sum: number;
}

function checked({ key, value, sum }: Summed): Row {
  return { key, value: rowSum(key, value) === sum ? value : '' };
}

export function prepareSpace(connection: Connection, space: Space): SpaceStatements {
  const get = connection.prepare<[string], Summed>(`SELECT key, value, sum FROM ${space} WHERE key = ?`);
  const scan = connection.prepare<unknown[], Summed>(scanSql(space));
  return {
    get(key) {
      const row = get.get(key);
      return row && checked(row).value;
    },
    scan: ({ prefix, after, limit }) =>
      scan.all({ prefix, after, limit, end: behindPrefix(prefix) ?? noEnd }).map(checked),
  };
}
