// A RAM disk of a few megabytes, where this process may mount one: it can be full, grow and go away for real.
import { execFileSync } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { onTestFinished } from 'vitest';
import { scratchFolder } from './scratch-folder.ts';

/** Undefined where mounting is not allowed. Gone when the test is over. */
export async function mountRamDisk(bytes: number): Promise<string | undefined> {
  const folder = await scratchFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  onTestFinished(() => unmountRamDisk(folder));
  return folder;
}

export function unmountRamDisk(folder: string): void {
  try {
    execFileSync('umount', ['--lazy', folder], { stdio: 'ignore' });
  } catch {
    // The test itself has done so.
  }
}

export function resizeRamDisk(folder: string, bytes: number): void {
  execFileSync('mount', ['-o', `remount,size=${bytes}`, folder]);
}

export async function freeOn(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
