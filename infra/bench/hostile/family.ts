// The render processes of a server: its own children, which may only wrap them, and those that do the work.
import { readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { cpuMillisOf } from '../process-cpu.ts';

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

// More than a process that waits uses within seconds, and little of a render that is worth stopping.
const workMillis = 10;

/** The first of them that does some work from now on, of those that are in service. Fails where none does within ten seconds. */
export async function nextToWork(pid: number): Promise<number> {
  const before = new Map(workersOf(pid).map((worker) => [worker, millisInService(worker)]));
  for (let look = 0; look < 2000; look += 1) {
    for (const [worker, millis] of before) if (millisInService(worker) - millis > workMillis) return worker;
    await pause(5);
  }
  throw new Error('Expected a render process to work.');
}

// Not a number where it has ended, and where it is still starting: it lowers its priority when it is ready.
function millisInService(pid: number): number {
  try {
    return getPriority(pid) > 0 ? cpuMillisOf(pid) : Number.NaN;
  } catch {
    return Number.NaN;
  }
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
