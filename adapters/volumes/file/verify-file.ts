// Whether a file has the bytes that its name promises: its name is their digest.
import type { FileHandle } from 'node:fs/promises';
import type { CheckState, Tell } from '../../../core/index.ts';
import { damaged, isDamage } from './damaged.ts';
import { digestOf } from './digest-of.ts';
import type { Disk } from './disk.ts';
import { orMissing } from './disk-failure.ts';
import type { FileState, Soundness } from './soundness.ts';

export interface VerifyParts {
  readonly soundness: Soundness;
  /** Hears `pvol.damaged` of each that is found. */
  readonly tell: Tell;
}

/** Reads all bytes, whatever is known of them. Fails as the file system does. */
export async function checkFile(parts: VerifyParts, disk: Disk, path: string, digest: string): Promise<CheckState> {
  const file = await orMissing(disk.open(path, 'r'));
  if (file === undefined) return 'missing';
  try {
    await verify(parts, file, digest, await file.stat());
    return 'sound';
  } catch (error) {
    if (isDamage(error)) return 'damaged';
    throw error;
  } finally {
    await file.close();
  }
}

/** Fails with `damaged-original`. Reads nothing where the file was found sound lately. */
export async function assureFile(
  parts: VerifyParts,
  file: FileHandle,
  digest: string,
  state: FileState,
): Promise<void> {
  if (!parts.soundness.isKnown(digest, state)) await verify(parts, file, digest, state);
}

async function verify(parts: VerifyParts, file: FileHandle, digest: string, state: FileState): Promise<void> {
  try {
    expectDigest(await digestOf(file), digest);
  } catch (error) {
    throw told(parts, digest, error);
  }
  parts.soundness.add(digest, state);
}

export function expectDigest(actual: string, expected: string): void {
  if (actual !== expected) throw damaged();
}

/** The error to throw, told where it is damage. */
export function told({ tell }: VerifyParts, imgAddr: string, error: unknown): unknown {
  if (!isDamage(error)) return error;
  const failure = damaged(error);
  tell('pvol.damaged', { imgAddr, error });
  return failure;
}
