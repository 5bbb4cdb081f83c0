// The render processes of a server: its own children, which may only wrap them, and those that do the work.
import { readFileSync } from 'node:fs';

export function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    // It has ended meanwhile.
    return [];
  }
}

/** Those below `pid` that have no children themselves. */
export function workersOf(pid: number): number[] {
  return childrenOf(pid).flatMap((child) => {
    const below = workersOf(child);
    return below.length === 0 ? [child] : below;
  });
}

/** Resident bytes of `pid` and everything below it. */
export function residentBytes(pid: number): number {
  return childrenOf(pid).reduce((sum, child) => sum + residentBytes(child), residentOf(pid));
}

function residentOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;
  } catch {
    return 0;
  }
}
