// What lies where in a data directory, in one place: the server, the commands and the backups agree on it.
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Failure } from '../../../core/index.ts';

export interface DataDirectory {
  readonly directory: string;
  readonly pDatabase: string;
  readonly mDatabaseBackup: string;
  readonly pVol: string;
  readonly eVol: string;
  /** What the last backup was: written by `imageserver backup`, read by `stats`. */
  readonly lastBackup: string;
  /** There while a restore or a rebuild is under way: a server does not start on it. */
  readonly unfinished: string;
}

export function dataDirectoryAt(path: string): DataDirectory {
  const directory = resolve(path);
  return {
    directory,
    pDatabase: join(directory, 'pdatabase.sqlite'),
    mDatabaseBackup: join(directory, 'mdatabase.backup'),
    pVol: join(directory, 'pvol'),
    eVol: join(directory, 'evol'),
    lastBackup: join(directory, 'last-backup.json'),
    unfinished: join(directory, 'restore-unfinished'),
  };
}

/** Fails with `not-found` where there is no database to work on, and with `precondition-failed` behind half a restore. */
export async function expectStore(data: DataDirectory): Promise<void> {
  await refuseUnfinished(data);
  if (await isThere(data.pDatabase)) return;
  throw new Failure(
    'not-found',
    `Expected a data directory with images at ${data.directory} but found no pdatabase.sqlite there; IMG_DATA says where it is.`,
  );
}

export async function refuseUnfinished({ directory, unfinished }: DataDirectory): Promise<void> {
  if (!(await isThere(unfinished))) return;
  throw new Failure(
    'precondition-failed',
    `A restore or rebuild into ${directory} was not finished: run the same command again, it goes on where it was.`,
  );
}

export async function isThere(path: string): Promise<boolean> {
  return (await lengthOf(path)) !== undefined;
}

/** Of a file in bytes; undefined when there is none. */
export async function lengthOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
