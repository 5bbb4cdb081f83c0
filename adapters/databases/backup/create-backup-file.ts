// The BackupStore over a file: everything goes through the thread pool, so a slow disk holds up no request.
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { type BackupReader, type BackupStore, Failure } from '../../../core/index.ts';

/** The directory of `file` must be there. No process may have another one of the same file. */
export function createBackupFile({ file }: { readonly file: string }): BackupStore {
  const next = `${file}.next`;
  let appending: FileHandle | undefined;
  const closeAppending = async () => {
    const handle = appending;
    appending = undefined;
    await handle?.close();
  };

  return {
    checksum: crc32,

    open: () =>
      guarded(async () => {
        const handle = await openIfThere(file);
        return handle && openReader(handle);
      }),

    append: (offset, bytes) =>
      guarded(async () => {
        appending ??= await open(file, 'r+');
        await appending.truncate(offset);
        await writeAll(appending, bytes, offset);
        await appending.datasync();
      }),

    replace: (write) =>
      guarded(async () => {
        await closeAppending();
        const handle = await open(next, 'w', 0o600);
        try {
          let offset = 0;
          await write(async (bytes) => {
            await writeAll(handle, bytes, offset);
            offset += bytes.length;
          });
          await handle.datasync();
          await rename(next, file);
          await syncDirectory(dirname(file));
        } catch (error) {
          await rm(next, { force: true });
          throw error;
        } finally {
          await handle.close();
        }
      }),

    close: () => guarded(closeAppending),
  };
}

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function openReader(handle: FileHandle): Promise<BackupReader> {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    read: (offset, into) =>
      guarded(async () => {
        let position = offset;
        for (const piece of into) {
          if (!(await readAll(handle, piece, position))) return false;
          position += piece.length;
        }
        return true;
      }),
    close: () => guarded(() => handle.close()),
  };
}

async function readAll(handle: FileHandle, into: Uint8Array, position: number): Promise<boolean> {
  for (let offset = 0; offset < into.length; ) {
    const { bytesRead } = await handle.read(into, offset, into.length - offset, position + offset);
    if (bytesRead === 0) return false;
    offset += bytesRead;
  }
  return true;
}

// A write may be short without being an error: the next one says why.
async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let offset = 0; offset < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, offset, bytes.length - offset, position + offset);
    // Or it would be tried for ever.
    if (bytesWritten === 0) throw new Error('The file takes no more bytes.');
    offset += bytesWritten;
  }
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('internal', "The backup of the image index couldn't be read or written.", {}, error);
  }
}
