// Looks for damage in pDatabase's file: its pages, its trees, its constraints, the checksum of each row. Reads every
// page, changes nothing.
import type { Database as Connection } from 'better-sqlite3';
import { checkNewest } from './migrations.ts';
import { openReadOnly } from './open-read-only.ts';
import { rowSum } from './row-sum.ts';
import { guarded } from './sqlite-failure.ts';

// SQLite stops looking after this many.
const mostFaults = 100;

/**
 * What is wrong with the file, a sentence each, for the operator's console; an empty list when it is whole. A server
 * may use the file meanwhile. Blocks the process for about a second a gigabyte. Fails with `internal` when the file is
 * not there, or belongs to another program or to a later release.
 */
export async function checkDatabase({ file }: { readonly file: string }): Promise<readonly string[]> {
  const connection = await openReadOnly(file);
  try {
    return guarded(() => {
      checkNewest(connection);
      const lines = connection.prepare<[], string>(`PRAGMA quick_check(${mostFaults})`).pluck().all();
      // Of a broken tree the rows are not to be had one by one.
      const faults = lines.filter((line) => line !== 'ok');
      return faults.length > 0 ? faults : damagedRows(connection);
    });
  } catch (error) {
    if (isDamage(error)) return ['The file is damaged where it says what is in it.'];
    throw error;
  } finally {
    connection.close();
  }
}

function damagedRows(connection: Connection): string[] {
  connection.function('row_sum', { deterministic: true }, rowSum);
  return ['image', 'config', 'cache', 'journal'].flatMap((space) => {
    const damaged = `SELECT key FROM ${space} WHERE sum <> row_sum(key, value) LIMIT ${mostFaults}`;
    const keys = connection.prepare<[], string>(damaged).pluck().all();
    return keys.map((key) => `The row ${JSON.stringify(key)} of ${space} does not fit its checksum.`);
  });
}

function isDamage(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && /^SQLITE_(CORRUPT|NOTADB)/.test(String(cause.code));
}
