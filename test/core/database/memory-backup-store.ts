// A BackupStore in RAM, for tests that begin thousands of times and need no disk.
import { crc32 } from 'node:zlib';
import type { BackupStore } from '../../../core/database/backup-store.ts';

export interface MemoryBackupStore extends BackupStore {
  bytes: Uint8Array | undefined;
}

export function createMemoryBackupStore(bytes?: Uint8Array): MemoryBackupStore {
  const store: MemoryBackupStore = {
    bytes,
    checksum: crc32,
    async open() {
      const { bytes } = store;
      if (bytes === undefined) return undefined;
      return {
        byteLength: bytes.length,
        async read(offset, into) {
          let at = offset;
          for (const piece of into) {
            if (piece.length > bytes.length - at) return false;
            piece.set(bytes.subarray(at, at + piece.length));
            at += piece.length;
          }
          return true;
        },
        async close() {},
      };
    },
    async append(offset, more) {
      store.bytes = Buffer.concat([(store.bytes ?? new Uint8Array()).subarray(0, offset), more]);
    },
    async replace(write) {
      const parts: Uint8Array[] = [];
      await write(async (part) => void parts.push(part));
      store.bytes = Buffer.concat(parts);
    },
    async close() {},
  };
  return store;
}
