// Answers to requests come before pictures: a render process in service stands back for everything else.
import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';
import process from 'node:process';

const nice = 10;
// Beside a cheap picture on the same core, a dear one has 45 of 155 parts of it, and all of it when there is none.
const niceForDear = 14;

/**
 * For a process that is ready: one that starts, perhaps in place of one that was lost, does not stand back.
 * On Linux every thread has a niceness of its own, and hands it on to those that it starts later.
 */
export function comeLast(pid: number | undefined, forDear: boolean): void {
  if (pid === undefined) return;
  for (const thread of threadsOf(pid)) {
    try {
      setPriority(thread, forDear ? niceForDear : nice);
    } catch {
      // It has ended already; whoever waits for the process hears of that.
    }
  }
}

function threadsOf(pid: number): number[] {
  if (process.platform !== 'linux') return [pid];
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [pid];
  }
}
