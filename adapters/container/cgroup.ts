// What this container may use: the cgroup of the process and those around it, version 2 or 1. The least of them counts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CgroupLimits {
  /** Undefined where there is no limit. */
  readonly memoryBytes: number | undefined;
  /** Processors, in fractions; undefined where there is no limit. */
  readonly cpus: number | undefined;
}

// Version 1 says a number near 2^63 where there is none.
const unlimited = 2 ** 60;

/** `root` is `/`, but for tests. */
export function readCgroup(root = '/'): CgroupLimits {
  const own = textAt(join(root, 'proc/self/cgroup')) ?? '';
  const mounted = join(root, 'sys/fs/cgroup');
  const of = (controller: string) => foldersOf(mounted, own, controller);
  return {
    memoryBytes: least(of('memory').flatMap(memoryAt)),
    cpus: least(of('cpu').flatMap(cpusAt)),
  };
}

/**
 * From the process's own folder up to the mount. In a container without a cgroup namespace the path is the host's, of
 * which only the top is mounted: folders that are not there say nothing.
 */
function foldersOf(mounted: string, own: string, controller: string): string[] {
  return own.split('\n').flatMap((line) => {
    const [, controllers = '', path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (path === undefined || !(controllers === '' || controllers.split(',').includes(controller))) return [];
    const base = controllers === '' ? mounted : join(mounted, controller);
    const parts = path.split('/').filter(Boolean);
    return Array.from({ length: parts.length + 1 }, (_, depth) => join(base, ...parts.slice(0, depth)));
  });
}

function memoryAt(folder: string): number[] {
  const texts = ['memory.max', 'memory.limit_in_bytes'].map((file) => textAt(join(folder, file)));
  return texts.map(Number).filter((bytes) => bytes > 0 && bytes < unlimited);
}

function cpusAt(folder: string): number[] {
  const [quota, period] = (textAt(join(folder, 'cpu.max')) ?? '').split(' ');
  const pairs = [
    [quota, period],
    [textAt(join(folder, 'cpu.cfs_quota_us')), textAt(join(folder, 'cpu.cfs_period_us'))],
  ];
  return pairs.map(([allowed, within]) => Number(allowed) / Number(within)).filter((cpus) => cpus > 0);
}

function least(found: readonly number[]): number | undefined {
  return found.length === 0 ? undefined : Math.min(...found);
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    // Not there, or not for us to see: then it limits nothing that we know of.
    return undefined;
  }
}
