// The store as the server composes it, without HTTP and in this process: real SQLite, real files, the engine handed in.
import { join } from 'node:path';
import { createBackupFile } from '../../adapters/databases/backup/create-backup-file.ts';
import { lockDirectory } from '../../adapters/databases/sqlite/lock-directory.ts';
import { openSqliteDatabase } from '../../adapters/databases/sqlite/open-sqlite-database.ts';
import { createRenderGate } from '../../adapters/node/render-gate.ts';
import { makeDurableDirectory } from '../../adapters/volumes/file/durable-directory.ts';
import { openFileVolume } from '../../adapters/volumes/file/open-file-volume.ts';
import {
  createHandlers,
  createMemoryVolume,
  defaultLimits,
  type Handlers,
  type ImageEngine,
  openMDatabase,
  readSettings,
} from '../../core/index.ts';
import { streamOf } from './bytes.ts';

export interface LeanStore {
  readonly handlers: Handlers;
  /** Resolves when the upload is durable. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** False when there was nothing of this name. */
  remove(name: string): Promise<boolean>;
  close(): Promise<void>;
}

export interface LeanStoreParts {
  readonly engine: ImageEngine;
  /** How long deleted bytes stay; 0 takes them at once. */
  readonly graceMillis: number;
}

export async function openLeanStore(directory: string, { engine, graceMillis }: LeanStoreParts): Promise<LeanStore> {
  const settings = readSettings({ IMG_DATA: directory });
  await makeDurableDirectory(directory);
  const lock = await lockDirectory(directory);
  const database = await openSqliteDatabase({ file: join(directory, 'pdatabase.sqlite') });
  const store = createBackupFile({ file: join(directory, 'mdatabase.backup') });
  const tell = () => {};
  const { mDatabase, ledger, close } = await openMDatabase({ database, store, tell });
  const handlers = createHandlers({
    ...{ mDatabase, ledger, engine, graceMillis, tell },
    limits: defaultLimits,
    inputs: settings.inputs,
    pVol: await openFileVolume({ directory: join(directory, 'pvol') }),
    mVol: createMemoryVolume({ capacityBytes: 1024 * 1024 }),
    eVol: createMemoryVolume({ capacityBytes: 1024 * 1024 }),
    gate: createRenderGate(settings, 1),
    clock: Date.now,
    staleSeconds: 0,
  });
  return {
    handlers,
    async put(name, bytes) {
      await handlers.pVolImgWrite({
        body: streamOf(bytes),
        declared: { ext: undefined, digest: undefined },
        name: async () => name,
        check: () => {},
        client: 'test',
        signal: new AbortController().signal,
      });
    },
    async remove(name) {
      if ((await handlers.getImgMeta(name)) === undefined) return false;
      await handlers.pVolImgRemove({ name, check: () => {}, erase: false });
      return true;
    },
    async close() {
      await close();
      await database.close();
      lock.release();
    },
  };
}
