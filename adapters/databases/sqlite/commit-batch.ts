// One transaction, and one sync of the log, for all commits that wait: each is whole or not there at all, and none
// is answered for another's fault. Runs in the write thread: nothing of the core is loaded here.
import type { Database as Connection } from 'better-sqlite3';
import type { Change } from '../../../core/index.ts';
import { prepareWrites } from './write-statements.ts';

/** What SQLite said; undefined when the commit is durable. */
export type Outcome = Refusal | undefined;

export interface Refusal {
  /** SQLite's extended result code, or '' for what is no error of SQLite. */
  readonly code: string;
  readonly message: string;
  /** The disk failed while it made a commit durable: what it holds is known only after a new start. */
  readonly isFatal: boolean;
}

type Commit = readonly Change[];

/** Answers one outcome a commit, in their order. Never throws. */
export type CommitBatch = (batch: readonly Commit[]) => readonly Outcome[];

export function createCommitBatch(connection: Connection): CommitBatch {
  const writes = prepareWrites(connection);
  const begin = connection.prepare('BEGIN IMMEDIATE');
  const save = connection.prepare('SAVEPOINT one');
  const release = connection.prepare('RELEASE one');
  const undo = connection.prepare('ROLLBACK TO one');
  const commit = connection.prepare('COMMIT');
  const rollback = connection.prepare('ROLLBACK');

  return (batch) => {
    const refusals: Outcome[] = batch.map(() => undefined);
    try {
      do begin.run();
      while (!applyAll(batch, refusals));
      commit.run();
      return refusals;
    } catch (error) {
      if (connection.inTransaction) rollback.run();
      const all = refusalOf(error);
      return refusals.map((refusal) => refusal ?? all);
    }
  };

  // False when SQLite gave up the whole transaction for the fault of one, as it does when a disk is full: the others
  // are made again without it.
  function applyAll(batch: readonly Commit[], refusals: Outcome[]): boolean {
    for (const [index, changes] of batch.entries()) {
      if (refusals[index] !== undefined) continue;
      save.run();
      try {
        for (const change of changes) apply(change);
      } catch (error) {
        refusals[index] = { ...refusalOf(error), isFatal: false };
        if (!connection.inTransaction) return false;
        undo.run();
      }
      release.run();
    }
    return true;
  }

  function apply({ space, key, value }: Change): void {
    const table = writes[space];
    if (value === undefined) table.remove(key);
    else table.put(key, value);
  }
}

function refusalOf(error: unknown): Refusal {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return { code, message: String(error), isFatal: code.startsWith('SQLITE_IOERR') };
}
