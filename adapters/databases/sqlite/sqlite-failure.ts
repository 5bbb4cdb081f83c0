// Says what an error of SQLite means for the one who asked. The error itself is only the cause.
import { Failure } from '../../../core/index.ts';

/** Runs `work` and throws nothing but Failure. */
export function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw sqliteFailure(error);
  }
}

/** Failure as it is; anything else by what SQLite says of it. */
export function sqliteFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'SQLITE_FULL') return new Failure('storage-full', 'There is no space left in the database.', {}, error);
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    return new Failure('overloaded', 'The database is held by another program at the moment.', {}, error);
  }
  if (code === 'SQLITE_NOTADB') {
    return new Failure('internal', 'Expected a SQLite database but found a file of another kind.', {}, error);
  }
  return new Failure('internal', 'The database failed.', {}, error);
}
