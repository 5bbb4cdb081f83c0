// Puts a database away under another name: what a person may still want is never removed by a command.
import { rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { syncFile } from './copy-original.ts';
import { type DataDirectory, isThere } from './data-directory.ts';

/**
 * pDatabase with its log, so that it can be opened again where it lies. Answers where the files are now; mDatabase's backup, which
 * means nothing without it, goes with it.
 */
export async function setAside(data: DataDirectory, why: string): Promise<string[]> {
  const { directory, pDatabase, mDatabaseBackup } = data;
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const moved: string[] = [];
  // Only an index over the log: SQLite makes it anew.
  await rm(`${pDatabase}-shm`, { force: true });
  for (const suffix of ['-wal', '']) {
    const from = `${pDatabase}${suffix}`;
    const to = `${pDatabase}.${why}-${stamp}${suffix}`;
    if (!(await isThere(from))) continue;
    await rename(from, to);
    moved.push(to);
  }
  if (await isThere(mDatabaseBackup)) {
    const to = join(directory, `${basename(mDatabaseBackup)}.${why}-${stamp}`);
    await rename(mDatabaseBackup, to);
    moved.push(to);
  }
  await syncFile(directory);
  return moved;
}
