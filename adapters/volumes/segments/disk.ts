// The few calls of the file system that eVol is made of, in one place, so that tests can make each of them fail.
// Plain descriptors and one callback a call: what a FileHandle adds is felt on every hit. None of them syncs.
import * as fs from 'node:fs';
import { mkdir, readdir, stat, statfs, unlink } from 'node:fs/promises';

export interface Disk {
  mkdir(directory: string, options: { readonly recursive: true }): Promise<unknown>;
  readdir(directory: string): Promise<string[]>;
  stat(path: string): Promise<{ readonly ino: number; readonly dev: number; readonly size: number }>;
  unlink(path: string): Promise<void>;
  /** Blocks that are free to us, and the bytes of a block. */
  statfs(path: string): Promise<{ readonly bavail: number; readonly bsize: number }>;
  open(path: string, flags: 'r+' | 'w+'): Promise<number>;
  close(fd: number): Promise<void>;
  /** Bytes read into the front of `into`: fewer than `length` at the end of the file. */
  read(fd: number, into: Uint8Array, length: number, position: number): Promise<number>;
  /** The same, without a thread: for what is in the page cache. */
  readSync(fd: number, into: Uint8Array, length: number, position: number): number;
  /** Bytes written, parts one behind the other. */
  write(fd: number, parts: readonly Uint8Array[], position: number): Promise<number>;
}

type Settle<T> = (error: Error | null, value: T) => void;

function called<T>(call: (settle: Settle<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, value) => (error === null ? resolve(value) : reject(error)));
  });
}

export const realDisk: Disk = {
  mkdir,
  readdir,
  stat,
  statfs,
  unlink,
  open: (path, flags) => called((settle) => fs.open(path, flags, settle)),
  close: (fd) => called((settle) => fs.close(fd, (error) => settle(error ?? null, undefined))),
  read: (fd, into, length, position) => called((settle) => fs.read(fd, into, 0, length, position, settle)),
  readSync: (fd, into, length, position) => fs.readSync(fd, into, 0, length, position),
  write: (fd, parts, position) => called((settle) => fs.writev(fd, [...parts], position, settle)),
};
