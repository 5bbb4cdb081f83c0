// What is in a data directory or a backup, by its own database and the bytes beside it: as a start would find it.
import { join } from 'node:path';
import { openSqliteReader } from '../../adapters/databases/sqlite/open-sqlite-reader.ts';
import { digestOfFile } from '../../adapters/node/maintenance/digest-of-file.ts';
import { expectKeptFile, readManifest } from '../../adapters/node/maintenance/manifest.ts';
import { originalsIn } from '../../adapters/node/maintenance/originals.ts';
import { checkRows } from '../../core/index.ts';
import type { State } from './expected-state.ts';

/** Undefined when there is no finished backup. Fails where it is damaged. */
export async function readBackup(directory: string): Promise<ReadonlyMap<string, State> | undefined> {
  const manifest = await readManifest(directory);
  if (manifest === undefined) return undefined;
  await expectKeptFile(directory, manifest.database);
  await expectKeptFile(directory, manifest.index);
  return readImages(join(directory, manifest.database.file), join(directory, 'pvol'));
}

/** Fails where bytes are missing. */
export async function readImages(database: string, pVol: string): Promise<ReadonlyMap<string, State>> {
  const originals = originalsIn(pVol);
  const found = new Map<string, State>();
  const reader = await openSqliteReader({ file: database });
  try {
    for await (const { name, meta } of checkRows(reader)) {
      found.set(name, meta === undefined ? 'broken' : await digestOfFile(originals.placeOf(meta.imgAddr).path));
    }
    return found;
  } finally {
    await reader.close();
  }
}
