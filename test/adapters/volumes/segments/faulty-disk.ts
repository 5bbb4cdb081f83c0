// The real disk, with faults where a test wants them.
import { basename } from 'node:path';
import { type Disk, realDisk } from '../../../../adapters/volumes/segments/disk.ts';

export interface FaultyDisk {
  readonly disk: Disk;
  /** Such as `write 000.seg`: the call, and the file or directory it was about. */
  readonly calls: string[];
}

/** `fault` hears each call before it is made. It may answer an error code, which the call then fails with. */
export function faultyDisk(fault: (call: string) => string | undefined): FaultyDisk {
  const calls: string[] = [];
  const names = new Map<number, string>();
  const check = (name: string, about: string | undefined) => {
    const call = `${name} ${about}`;
    calls.push(call);
    const code = fault(call);
    if (code !== undefined) throw Object.assign(new Error(`${code}: injected, ${call}`), { code });
  };
  const disk = new Proxy(realDisk, {
    get(target, name: keyof Disk) {
      if (name === 'readSync') {
        return (...values: Parameters<Disk['readSync']>) => {
          check(name, names.get(values[0]));
          return target.readSync(...values);
        };
      }
      return async (...values: [string | number, ...unknown[]]) => {
        const about = typeof values[0] === 'number' ? names.get(values[0]) : basename(values[0]);
        check(name, about);
        const result: unknown = await (target[name] as (...values: unknown[]) => unknown)(...values);
        if (name === 'open') names.set(result as number, String(about));
        return result;
      };
    },
  });
  return { disk, calls };
}
