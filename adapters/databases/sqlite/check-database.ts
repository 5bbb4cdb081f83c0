// Looks for damage in pDatabase's file: its pages, its trees, its constraints. Reads every page, changes nothing.
import { checkOwner } from './migrations.ts';
import { openReadOnly } from './open-read-only.ts';
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
      checkOwner(connection);
      const lines = connection.prepare<[], string>(`PRAGMA quick_check(${mostFaults})`).pluck().all();
      return lines.filter((line) => line !== 'ok');
    });
  } catch (error) {
    if (isDamage(error)) return ['The file is damaged where it says what is in it.'];
    throw error;
  } finally {
    connection.close();
  }
}

function isDamage(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && /^SQLITE_(CORRUPT|NOTADB)/.test(String(cause.code));
}
