// Programs of the system that a test may want.
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Its path; undefined where this system has none, with the reason printed. */
export function programOrSkip(name: string, what: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'];
  const found = folders.map((folder) => join(folder, name)).find(isProgram);
  if (found === undefined) {
    console.info(`Skipped ${what}: no ${name} here (infra/ci/install-debian-packages.sh brings what Debian has).`);
  }
  return found;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs until it is stopped. */
export function run(program: string, ...args: readonly string[]): { stop(): Promise<unknown>; process: ChildProcess } {
  const child = spawn(program, args, { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = () => {
    child.kill('SIGTERM');
    return ended;
  };
  return { stop, process: child };
}
