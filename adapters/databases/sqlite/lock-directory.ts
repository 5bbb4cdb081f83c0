// One server per data directory. The lock is an exclusive transaction on a small database of its own, which is a
// file lock underneath: it goes with the process, however that ends, and never has to be cleaned up.

import { join } from 'node:path';
import type { Database as Connection } from 'better-sqlite3';
import { Failure } from '../../../core/index.ts';
import { loadSqlite } from './load-sqlite.ts';

export interface DirectoryLock {
  /** May be called twice. */
  release(): void;
}

/**
 * Fails at once: with `overloaded` when another process, or this one, holds the directory, with `internal` when it
 * cannot be written to. The sentence names it: it is for the operator's console, not for clients. Nothing else may open the lock's file while it is held.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const Sqlite = await loadSqlite();
  let connection: Connection | undefined;
  try {
    connection = new Sqlite(join(directory, 'lock'), { timeout: 0 });
    connection.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    connection?.close();
    throw refusal(directory, error);
  }
  const held = connection;
  const release = () => {
    process.off('exit', release);
    held.close();
  };
  // Also keeps the connection reachable: one that is collected gives up its lock.
  process.on('exit', release);
  return { release };
}

function refusal(directory: string, error: unknown): Failure {
  const isBusy = error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
  const reason = isBusy ? 'another server is using it' : 'it cannot be written to';
  const sentence = `Cannot start on the data directory ${directory}: ${reason}.`;
  return new Failure(isBusy ? 'overloaded' : 'internal', sentence, {}, error);
}
