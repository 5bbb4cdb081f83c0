// An image as a container platform runs it: read-only, as its own user, without privileges, within a cgroup, under our
// seccomp profile. buildah unpacks it and runc runs it (both Debian's); the network is the machine's own, on loopback.
import { execFile, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { seccompOf } from './oci-seccomp.ts';

const execute = promisify(execFile);

// The store that infra/container/build.sh keeps images in.
const env = { ...process.env, STORAGE_DRIVER: process.env.STORAGE_DRIVER ?? 'vfs' };
const run = (file: string, args: readonly string[]) => execute(file, args, { env });

/** Whether an image can be built here: buildah with the stand-ins for the bases, and runc to run it. */
export function hasBases(): boolean {
  const { stdout } = spawnSync('buildah', ['images', '--format', '{{.Name}}'], { env, encoding: 'utf8' });
  return (stdout ?? '').includes('localhost/imageserver-run') && spawnSync('runc', ['--version']).status === 0;
}

export const buildImage = (tag: string) => run('infra/container/build.sh', [tag]);
export const removeImage = (tag: string) => run('buildah', ['rmi', tag]);

export interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly WorkingDir: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly Healthcheck: { readonly Test: readonly string[] };
}

export interface Unpacked {
  readonly config: ImageConfig;
  readonly root: string;
  remove(): Promise<unknown>;
}

export async function unpack(image: string): Promise<Unpacked> {
  const inspected = await run('buildah', ['inspect', '--type', 'image', image]);
  const name = (await run('buildah', ['from', '--pull-never', image])).stdout.trim();
  const root = (await run('buildah', ['mount', name])).stdout.trim();
  return {
    config: JSON.parse(inspected.stdout).Docker.config,
    root,
    remove: () => run('buildah', ['rm', name]),
  };
}

export interface Limits {
  readonly memoryBytes: number;
  readonly cpus: number;
}

export interface Prepared {
  /** The command line that runs it until it ends; signals are handed on. */
  readonly command: readonly string[];
  /** Runs something in it. Fails where that does. */
  exec(...args: readonly string[]): Promise<string>;
  /** Of its first process, seen from outside. */
  pid(): Promise<number>;
  remove(): Promise<unknown>;
}

/** `folder` gets the bundle; `data` becomes /data. */
export async function prepare(
  { config, root }: Unpacked,
  folder: string,
  data: string,
  settings: Readonly<Record<string, string>>,
  limits: Limits,
): Promise<Prepared> {
  const [uid = 0, gid = 0] = config.User.split(':').map(Number);
  await chown(data, uid, gid);
  await mkdir(join(folder, 'bundle'), { recursive: true });
  const env = [...config.Env, ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)];
  const started = { user: { uid, gid }, args: [...config.Entrypoint, ...config.Cmd], env, cwd: config.WorkingDir };
  await writeFile(join(folder, 'bundle', 'config.json'), JSON.stringify(specOf(started, root, data, limits)));
  const id = `imageserver-${randomUUID()}`;
  const runc = ['runc', '--root', join(folder, 'state')];
  const call = async (...args: readonly string[]) => (await run('runc', [...runc.slice(1), ...args])).stdout;
  return {
    command: [...runc, 'run', '--bundle', join(folder, 'bundle'), id],
    exec: (...args) => call('exec', id, ...args),
    pid: async () => JSON.parse(await call('state', id)).pid,
    remove: () => call('delete', '--force', id),
  };
}

function specOf(started: object, root: string, data: string, { memoryBytes, cpus }: Limits): object {
  const plain = ['nosuid', 'noexec', 'nodev'];
  return {
    ociVersion: '1.0.2',
    process: { terminal: false, noNewPrivileges: true, capabilities: {}, ...started },
    root: { path: root, readonly: true },
    hostname: 'imageserver',
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      {
        destination: '/dev',
        type: 'tmpfs',
        source: 'tmpfs',
        options: ['nosuid', 'strictatime', 'mode=755', 'size=64k'],
      },
      { destination: '/sys', type: 'sysfs', source: 'sysfs', options: [...plain, 'ro'] },
      { destination: '/sys/fs/cgroup', type: 'cgroup', source: 'cgroup', options: [...plain, 'ro'] },
      { destination: '/tmp', type: 'tmpfs', source: 'tmpfs', options: [...plain, 'mode=1777', 'size=64m'] },
      { destination: '/data', type: 'bind', source: data, options: ['bind', 'rw', 'nosuid', 'nodev'] },
    ],
    linux: {
      namespaces: ['pid', 'ipc', 'uts', 'mount'].map((type) => ({ type })),
      resources: {
        memory: { limit: memoryBytes },
        cpu: { quota: Math.round(cpus * 100_000), period: 100_000 },
      },
      seccomp: seccompOf(JSON.parse(readFileSync('infra/container/seccomp.json', 'utf8'))),
      maskedPaths: ['/proc/acpi', '/proc/kcore', '/proc/keys', '/proc/timer_list', '/sys/firmware'],
      readonlyPaths: ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'],
    },
  };
}
