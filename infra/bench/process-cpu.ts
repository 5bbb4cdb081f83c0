// CPU time of a process and its children, threads included, from the kernel's own books (Linux).
import { readdirSync, readFileSync } from 'node:fs';

/** User and system milliseconds used so far by `pid` and, unless told otherwise, the children it has now. */
export function cpuMillisOf(pid: number, withChildren = true): number {
  return (withChildren ? familyOf(pid) : [pid]).reduce((sum, member) => sum + ownMillis(member), 0);
}

function familyOf(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(familyOf)];
}

// schedstat counts nanoseconds on a processor; /proc/PID/stat only has ticks of 10 ms.
function ownMillis(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).reduce((sum, task) => {
    const [nanos = '0'] = readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ');
    return sum + Number(nanos) / 1e6;
  }, 0);
}

/** What all children of `pid` and theirs have used so far, those that have ended and been waited for included. In steps of 10 ms. */
export function cpuMillisBelow(pid: number): number {
  const { waitedFor } = bookOf(pid);
  return familyOf(pid).reduce((sum, member) => {
    const book = bookOf(member);
    return member === pid ? sum : sum + book.own + book.waitedFor;
  }, waitedFor);
}

// proc(5), fields 14 to 17, counted behind the name, which may hold anything: threads that have ended are in them.
function bookOf(pid: number): { own: number; waitedFor: number } {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const ticks = (place: number) => ((fields[place] ?? 0) + (fields[place + 1] ?? 0)) * 10;
  return { own: ticks(11), waitedFor: ticks(13) };
}
