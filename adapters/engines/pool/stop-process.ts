// Ends a render process that may stand behind a wrapping one (see confinement.ts).
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';

// A wrapping process follows at once, unless somebody has stopped it.
const followMillis = 200;

/**
 * `inner` is what does the work where `child` only wraps it. It goes first: then its parent takes it away, and ends by
 * the same signal. The other way round it would be left to process 1, which in a container may take nothing away.
 */
export function stopProcess(child: ChildProcess, inner: number | undefined): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  if (inner === undefined || !killed(inner)) {
    child.kill('SIGKILL');
    return;
  }
  setTimeout(() => child.kill('SIGKILL'), followMillis).unref();
}

/** Undefined where there is none, or where the kernel does not say. */
export function onlyChildOf(pid: number | undefined): number | undefined {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    return children.length === 1 ? Number(children[0]) : undefined;
  } catch {
    return undefined;
  }
}

function killed(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
    return false;
  }
}
