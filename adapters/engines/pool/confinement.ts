// What the operating system keeps from a render process, with tools that are there anyway (util-linux on Linux).
// A decoder that was taken over runs native code, so only the kernel can hold it; Node's own permissions hold scripts.
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { nodeRuntime, type Runtime } from './runtime.ts';

/**
 * What is enforced. `network`: no interface, not even loopback. `files`: nothing can be written, made or removed.
 * `processes`: the server's processes can be neither signalled nor traced. `privileges`: none can be gained. `memory`:
 * a bound on what it may hold. `scripts`: the runtime refuses writes, processes and workers to JavaScript.
 */
export type Fence = 'network' | 'files' | 'processes' | 'privileges' | 'memory' | 'scripts';

export interface Confinement {
  readonly fences: readonly Fence[];
  /** What stands before the runtime on the command line, and before the module. */
  readonly command: readonly string[];
  readonly flags: readonly string[];
}

export function unconfined({ open, before = [] }: Runtime = nodeRuntime): Confinement {
  return { fences: [], command: before, flags: open };
}

// No core dumps, no byte into any file, few descriptors. Of memory only what can be written counts (RLIMIT_DATA): V8
// reserves gigabytes of addresses that it never uses, more or less of them as it is allowed.
const limited = 'ulimit -c 0 && ulimit -f 0 && ulimit -n 256 && ulimit -d "$1" && shift && exec "$@"';

// Namespaces of its own for users, network, IPC, processes and mounts; every mount is made read-only before the
// capabilities that did it are gone for good. Mounts that lie under another one can not be reached, nor remounted.
const sealed = `
echo 0 > /proc/sys/user/max_user_namespaces
while read -r _ _ _ _ point _; do
  point=$(printf '%b' "$point")
  [ -e "$point" ] || continue
  mount -o remount,bind,ro "$point" || exit 1
done < /proc/self/mountinfo
exec "$@"`;

const unshare = 'unshare --user --map-root-user --net --ipc --pid --fork --kill-child --mount'.split(' ');
const powerless = 'setpriv --pdeathsig KILL --no-new-privs --bounding-set=-all --inh-caps=-all'.split(' ');

// From the strongest to the weakest.
const commands = (memoryBytes: number): string[][] => {
  const limits = ['sh', '-c', limited, 'sh', String(Math.floor(memoryBytes / 1024))];
  return [
    [...limits, ...unshare, 'sh', '-c', sealed, 'sh', ...powerless],
    [...limits, 'setpriv', '--no-new-privs'],
    limits,
  ];
};

// Says what it finds to be so, instead of what was asked for.
const trial = `
(: > "$1") 2>/dev/null || echo files
[ "$(readlink /proc/self/ns/pid)" != "$2" ] && echo processes
[ "$(readlink /proc/self/ns/net)" != "$3" ] && [ "$(grep -c : /proc/net/dev)" -le 1 ] && echo network
grep -q '^NoNewPrivs:.*1' /proc/self/status && echo privileges
[ "$(ulimit -d)" != unlimited ] && echo memory
true`;

const run = promisify(execFile);

// A child at rest has 0.6 GB that could be written, nearly all of it never touched.
const restBytes = 1024 ** 3;
// Performance.md section 2.6: the dearest job, a full-size AVIF, took 32 bytes a pixel.
const bytesPerPixel = 32;

/** What one child may hold that does jobs of so many pixels. */
export function memoryFor(pixels: number): number {
  return restBytes + bytesPerPixel * pixels;
}

/** The strongest that works here, tried out. `memoryBytes` bounds what one child may hold. */
export async function findConfinement(memoryBytes: number, runtime: Runtime = nodeRuntime): Promise<Confinement> {
  const scripts = scriptsIn(runtime);
  if (process.platform === 'win32') return scripts;
  for (const command of commands(memoryBytes)) {
    const fences = await fencesOf(command);
    if (fences !== undefined) {
      return { ...scripts, fences: [...fences, ...scripts.fences], command: [...command, ...scripts.command] };
    }
  }
  return scripts;
}

function scriptsIn(runtime: Runtime): Confinement {
  const bare = unconfined(runtime);
  return runtime.fenced === undefined ? bare : { ...bare, fences: ['scripts'], flags: runtime.fenced };
}

async function fencesOf([file = '', ...args]: string[]): Promise<Fence[] | undefined> {
  const written = join(tmpdir(), `imageserver-${randomUUID()}`);
  try {
    const asked = ['sh', '-c', trial, 'sh', written, namespaceOf('pid'), namespaceOf('net')];
    const { stdout } = await run(file, [...args, ...asked], { env: {}, timeout: 10_000, killSignal: 'SIGKILL' });
    return stdout.split('\n').filter((line): line is Fence => line !== '');
  } catch {
    // A tool that is not there, or a kernel that refuses: the next weaker one is tried, and what holds is told.
    return undefined;
  } finally {
    rmSync(written, { force: true });
  }
}

function namespaceOf(kind: string): string {
  try {
    return readlinkSync(`/proc/self/ns/${kind}`);
  } catch {
    return '';
  }
}
