// A file system that remembers every path it was asked for.
import { type Disk, realDisk } from '../../adapters/volumes/file/disk.ts';

export interface WatchedDisk {
  readonly disk: Disk;
  /** Every path that was opened, made, linked, moved, listed or removed. */
  readonly paths: Set<string>;
}

export function watchedDisk(): WatchedDisk {
  const paths = new Set<string>();
  const watch = <K extends keyof Disk>(name: K): Disk[K] => {
    const call = realDisk[name] as (...args: readonly unknown[]) => unknown;
    return ((...args: readonly unknown[]) => {
      const both = name === 'link' || name === 'rename';
      for (const path of args.slice(0, both ? 2 : 1)) paths.add(String(path));
      return call(...args);
    }) as Disk[K];
  };
  const names = Object.keys(realDisk) as (keyof Disk)[];
  const calls = names.filter((name) => typeof realDisk[name] === 'function').map((name) => [name, watch(name)]);
  return { disk: Object.fromEntries(calls) as Disk, paths };
}
