// Gives the space of what was deleted from pDatabase back to the disk, and empties its log.
import { stat } from 'node:fs/promises';
import { openConnection } from './open-connection.ts';
import { openReadOnly } from './open-read-only.ts';
import { guarded } from './sqlite-failure.ts';

export interface Compacted {
  /** Of the file and its log. */
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

/**
 * To be called while the data directory is locked by the caller: it holds up every commit. Needs free space of about
 * twice the file, and is whole or not there at all after a crash. Fails with `internal`, `overloaded` or `storage-full`.
 */
export async function compactDatabase({ file }: { readonly file: string }): Promise<Compacted> {
  // Or it would be made.
  (await openReadOnly(file)).close();
  const bytesBefore = await bytesOf(file);
  const connection = await openConnection(file);
  try {
    guarded(() => {
      connection.exec('VACUUM');
      connection.pragma('wal_checkpoint(TRUNCATE)');
    });
  } finally {
    connection.close();
  }
  return { bytesBefore, bytesAfter: await bytesOf(file) };
}

async function bytesOf(file: string): Promise<number> {
  const log = await stat(`${file}-wal`).catch(() => ({ size: 0 }));
  return (await stat(file)).size + log.size;
}
