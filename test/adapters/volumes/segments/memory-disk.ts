// A disk in RAM, for tests that damage it thousands of times.
import { basename } from 'node:path';
import type { Disk } from '../../../../adapters/volumes/segments/disk.ts';

/** Works on the files it is given, by their names without directories. */
export function memoryDisk(files: Map<string, Buffer>): Disk {
  const opened: string[] = [];
  const fileOf = (fd: number) => files.get(opened[fd] as string) as Buffer;
  const missing = () => Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
  return {
    mkdir: async () => undefined,
    readdir: async () => [...files.keys()],
    async stat(path) {
      const file = files.get(basename(path));
      if (file === undefined) throw missing();
      return { ino: 1, dev: 1, size: file.byteLength };
    },
    statfs: async () => ({ bavail: 1e9, bsize: 1 }),
    async unlink(path) {
      files.delete(basename(path));
    },
    async open(path, flags) {
      if (flags === 'w+') files.set(basename(path), Buffer.alloc(0));
      return opened.push(basename(path)) - 1;
    },
    close: async () => undefined,
    read: async (fd, into, length, position) => fileOf(fd).copy(into, 0, position, position + length),
    readSync: (fd, into, length, position) => fileOf(fd).copy(into, 0, position, position + length),
    async write(fd, parts, position) {
      const bytes = Buffer.concat(parts);
      const before = fileOf(fd);
      const after = Buffer.alloc(Math.max(before.byteLength, position + bytes.byteLength));
      before.copy(after);
      bytes.copy(after, position);
      files.set(opened[fd] as string, after);
      return bytes.byteLength;
    },
  };
}
