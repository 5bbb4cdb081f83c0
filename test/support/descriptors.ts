// How many files, pipes and sockets a process has open.
import { existsSync, readdirSync } from 'node:fs';

/** Undefined where the system does not say (it has no /proc). */
export function descriptorsOf(pid: number | undefined): (() => number) | undefined {
  const folder = `/proc/${pid}/fd`;
  return existsSync(folder) ? () => readdirSync(folder).length : undefined;
}
