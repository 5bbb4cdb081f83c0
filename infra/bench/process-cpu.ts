// CPU time of a process and all below it, from the kernel's own books (Linux): of threads and processes that have ended,
// too, so that no reading is below an earlier one.
import { readdirSync, readFileSync } from 'node:fs';

/** User and system milliseconds used so far by `pid` and by all that it has started and that they have. */
export function cpuMillisOf(pid: number): number {
  return readWhole(() => familyOf(pid).reduce((sum, member) => sum + ownMillis(member) + bookOf(member).waitedFor, 0));
}

/** The same without what the process itself has used. */
export function cpuMillisBelow(pid: number): number {
  return readWhole(() => cpuMillisOf(pid) - ownMillis(pid));
}

const attempts = 20;

// Whoever ends while the books are read is missing in one and not yet in another.
function readWhole(read: () => number): number {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return read();
    } catch (error) {
      if (attempt === attempts) throw error;
    }
  }
}

function familyOf(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(familyOf)];
}

// schedstat counts nanoseconds on a processor, of threads that there are; stat has ticks of 10 ms, of all there have been.
function ownMillis(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`).reduce((sum, task) => {
    const [nanos = '0'] = readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ');
    return sum + Number(nanos) / 1e6;
  }, 0);
  return Math.max(threads, bookOf(pid).own);
}

// proc(5), fields 14 to 17, counted behind the name, which may hold anything.
function bookOf(pid: number): { own: number; waitedFor: number } {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const ticks = (place: number) => ((fields[place] ?? 0) + (fields[place + 1] ?? 0)) * 10;
  return { own: ticks(11), waitedFor: ticks(13) };
}
