// Whether a file still has the bytes it was made of: its name is their digest. Read piece by piece into one buffer,
// so that a check costs no more memory for a large image than for a small one.
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { CheckState } from '../../../core/index.ts';
import type { Disk } from './disk.ts';
import { errorCode, orMissing } from './disk-failure.ts';

const pieceBytes = 256 * 1024;

/** Fails as the file system does, except that bytes which the medium cannot read are damaged ones. */
export async function checkImage(disk: Disk, path: string, digest: string): Promise<CheckState> {
  const file = await orMissing(disk.open(path, 'r'));
  if (file === undefined) return 'missing';
  try {
    return (await digestOf(file)) === digest ? 'sound' : 'damaged';
  } catch (error) {
    if (errorCode(error) === 'EIO') return 'damaged';
    throw error;
  } finally {
    await file.close();
  }
}

async function digestOf(file: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafeSlow(pieceBytes);
  for (let position = 0; ; ) {
    const { bytesRead } = await file.read(piece, 0, pieceBytes, position);
    if (bytesRead === 0) return hash.digest('hex');
    hash.update(piece.subarray(0, bytesRead));
    position += bytesRead;
  }
}
