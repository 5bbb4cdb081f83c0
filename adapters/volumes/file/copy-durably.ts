// Copies a file for a backup. On a file system that can (XFS, Btrfs), both share their blocks and the copy costs
// neither time nor space, however large the file is; elsewhere its bytes are copied.
import { constants, copyFile, open } from 'node:fs/promises';

/** Fails where `to` is there already. The bytes are durable when it resolves; the name is when its directory is synced. */
export async function copyDurably(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  // Read and write: a descriptor for reading alone may be refused a sync.
  const file = await open(to, 'r+');
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}
