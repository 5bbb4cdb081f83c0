// `imageserver compact`: gives back what deletes have left: pages of pDatabase, changes in mDatabase's backup, and originals
// that no image needs.
import { unlink } from 'node:fs/promises';
import { createImageLedger, listOrphans } from '../../../core/index.ts';
import { compactDatabase } from '../../databases/sqlite/compact-database.ts';
import { lockDirectory } from '../../databases/sqlite/lock-directory.ts';
import { openSqliteReader } from '../../databases/sqlite/open-sqlite-reader.ts';
import { type DataDirectory, expectStore, lengthOf } from './data-directory.ts';
import { originalsIn } from './originals.ts';
import { rebuildIndex } from './rebuild-index.ts';
import type { Watch } from './watch.ts';

export interface CompactedStore {
  readonly databaseBytes: number;
  readonly databaseBytesBefore: number;
  readonly indexBytes: number;
  readonly indexBytesBefore: number;
  readonly swept: number;
  readonly sweptBytes: number;
}

/** Fails with `overloaded` while a server runs: it holds up every commit. */
export async function compactStore(data: DataDirectory, watch: Watch): Promise<CompactedStore> {
  await expectStore(data);
  const lock = await lockDirectory(data.directory);
  try {
    const indexBytesBefore = (await lengthOf(data.mDatabaseBackup)) ?? 0;
    const { bytes: indexBytes } = await rebuildIndex(data, watch);
    watch.progress('database', 0, undefined);
    const { bytesBefore, bytesAfter } = await compactDatabase({ file: data.pDatabase });
    const swept = await sweepOrphans(data, watch);
    return {
      ...{ databaseBytes: bytesAfter, databaseBytesBefore: bytesBefore, indexBytes, indexBytesBefore },
      ...swept,
    };
  } finally {
    lock.release();
  }
}

// Nobody uploads meanwhile: the directory is locked, so what has no row now is nobody's.
async function sweepOrphans(data: DataDirectory, watch: Watch) {
  const originals = originalsIn(data.pVol);
  const reader = await openSqliteReader({ file: data.pDatabase });
  let swept = 0;
  let sweptBytes = 0;
  try {
    for await (const { imgAddr, byteLength } of listOrphans(originals, createImageLedger(reader))) {
      watch.signal.throwIfAborted();
      await unlink(originals.placeOf(imgAddr).path);
      swept += 1;
      sweptBytes += byteLength;
      watch.progress('orphans', swept, undefined);
    }
    return { swept, sweptBytes };
  } finally {
    await reader.close();
  }
}
