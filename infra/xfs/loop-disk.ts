// A file system in a file, mounted by loop, whose power can be cut: it is shut down without flushing anything, so
// that only what was synced is there when it is mounted again. Needs root and Debian's xfsprogs.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface LoopDisk {
  readonly mountPoint: string;
  mount(): void;
  /** What was not synced is gone; every later call on it fails. */
  cutPower(): void;
  /** Waits for those who still have files open. */
  unmount(): Promise<void>;
  /** For the end of a test: takes it away from whoever is left. */
  release(): void;
}

type FileSystem = 'xfs' | 'ext4';

// XFS refuses less than 300 MB. The image is sparse.
const diskBytes = 400 * 1024 * 1024;

/** Makes the file system; answers why not where this machine cannot. */
export function makeLoopDisk(folder: string, fileSystem: FileSystem): LoopDisk | string {
  let image = join(folder, 'disk.img');
  let mounts = 0;
  const mountPoint = join(folder, 'disk');
  const disk: LoopDisk = {
    mountPoint,
    mount() {
      // Processes with mounts of their own may still hold the file system that was cut off, and the same image would be
      // the same file system: what is on the disk goes on in a new one.
      const before = image;
      mounts += 1;
      image = join(folder, `disk-${mounts}.img`);
      run('cp', '--sparse=always', before, image);
      rmSync(before);
      // XFS would refuse a copy of what may still be mounted elsewhere.
      run('mount', '-o', fileSystem === 'xfs' ? 'loop,nouuid' : 'loop', image, mountPoint);
    },
    cutPower: () => run('xfs_io', '-x', '-F', '-c', 'shutdown', mountPoint),
    async unmount() {
      for (let attempt = 0; attempt < 50; attempt += 1) {
        try {
          return run('umount', mountPoint);
        } catch (error) {
          if (attempt === 49) throw error;
          await pause(100);
        }
      }
    },
    release() {
      try {
        run('umount', '--lazy', mountPoint);
      } catch {
        // It was not mounted.
      }
    },
  };
  mkdirSync(mountPoint);
  writeFileSync(image, '');
  truncateSync(image, diskBytes);
  try {
    run(`mkfs.${fileSystem}`, '-q', image);
    run('xfs_io', '-V');
    run('mount', '-o', 'loop', image, mountPoint);
    return disk;
  } catch (error) {
    return `no loop-mounted ${fileSystem} here: ${String(error instanceof Error ? error.message : error).split('\n')[0]}`;
  }
}

function run(command: string, ...args: string[]): void {
  // Programs for file systems lie where only root's shells look.
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
  execFileSync(command, args, { stdio: 'pipe', env });
}
