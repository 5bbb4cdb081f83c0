// The real disk, with a record of the calls that change or sync something, and with faults where a test wants them.
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type Disk, realDisk } from '../../../../adapters/volumes/file/disk.ts';

export interface FaultyDisk {
  readonly disk: Disk;
  /** Such as `link staging`: the call and the directory, or the file, it was about. */
  readonly calls: string[];
}

/**
 * `fault` hears each call before it is made, its number from 0 and the path it was about. It may answer an error code, which the call then
 * fails with. A file is closed all the same: what a kernel does that reports an error of close.
 * `writeBytes` is the most that one write takes.
 */
export function faultyDisk(
  fault: (call: string, index: number, path: string) => string | undefined,
  writeBytes = Infinity,
): FaultyDisk {
  const calls: string[] = [];
  const files = new Set(['read', 'write', 'datasync', 'sync', 'close', 'stat']);

  function check(call: string, path: string): void {
    const name = `${call} ${nameOf(path)}`;
    calls.push(name);
    const code = fault(name, calls.length - 1, path);
    if (code !== undefined) throw Object.assign(new Error(`${code}: injected, ${call} '${path}'`), { code });
  }

  function wrapFile(file: FileHandle, path: string): FileHandle {
    return new Proxy(file, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        const call = value.bind(target) as (...values: unknown[]) => unknown;
        if (!files.has(String(name))) return call;
        return async (...values: unknown[]) => {
          if (name === 'close') await call();
          check(String(name), path);
          if (name === 'close') return;
          if (name !== 'write') return call(...values);
          const [bytes, offset] = values as [Uint8Array, number];
          return call(bytes, offset, Math.min(writeBytes, bytes.byteLength - offset));
        };
      },
    });
  }

  const disk = new Proxy(realDisk, {
    get(target, name: keyof Disk) {
      return async (...values: [string, ...unknown[]]) => {
        check(name, name === 'link' ? String(values[1]) : values[0]);
        const result: unknown = await (target[name] as (...values: unknown[]) => unknown)(...values);
        return name === 'open' ? wrapFile(result as FileHandle, values[0]) : result;
      };
    },
  });
  return { disk, calls };
}

// Names of files differ from run to run: "staged" and "image" stand for them.
function nameOf(path: string): string {
  if (basename(dirname(path)) === 'staging') return 'staged';
  const name = basename(path);
  if (/^[0-9a-f]{64}$/.test(name)) return 'image';
  return /^[0-9a-f]{2}$/.test(name) ? (/^[0-9a-f]{2}$/.test(basename(dirname(path))) ? 'inner' : 'outer') : 'directory';
}
