// `imageserver rebuild`: mDatabase's backup anew, on a data directory that nobody else uses.
import { lockDirectory } from '../../databases/sqlite/lock-directory.ts';
import { type DataDirectory, expectStore } from './data-directory.ts';
import { type RebuiltIndex, rebuildIndex } from './rebuild-index.ts';
import type { Watch } from './watch.ts';

/** Fails with `overloaded` while a server runs. */
export async function lockedRebuild(data: DataDirectory, watch: Watch): Promise<RebuiltIndex> {
  await expectStore(data);
  const lock = await lockDirectory(data.directory);
  try {
    return await rebuildIndex(data, watch);
  } finally {
    lock.release();
  }
}
