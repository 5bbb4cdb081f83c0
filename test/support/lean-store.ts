// The store as the server composes it, without HTTP and in this process: real SQLite, real files, real sharp.
import { join } from 'node:path';
import { createBackupFile } from '../../adapters/databases/backup/create-backup-file.ts';
import { lockDirectory } from '../../adapters/databases/sqlite/lock-directory.ts';
import { openSqliteDatabase } from '../../adapters/databases/sqlite/open-sqlite-database.ts';
import { createSharpEngine } from '../../adapters/engines/sharp/sharp-engine.ts';
import { limitsOf } from '../../adapters/node/open-engine.ts';
import { createRenderGate } from '../../adapters/node/render-gate.ts';
import { makeDurableDirectory } from '../../adapters/volumes/file/durable-directory.ts';
import { openFileVolume } from '../../adapters/volumes/file/open-file-volume.ts';
import {
  createHandlers,
  createMemoryVolume,
  type Database,
  type Handlers,
  openMDatabase,
  readSettings,
} from '../../core/index.ts';
import { streamOf } from './bytes.ts';

export interface LeanStore {
  readonly handlers: Handlers;
  readonly database: Database;
  /** Resolves when the upload is durable. `createOnly` fails with `precondition-failed` where the name is taken. */
  put(name: string, bytes: Uint8Array, createOnly?: boolean): Promise<void>;
  /** False when there was nothing of this name. */
  remove(name: string): Promise<boolean>;
  close(): Promise<void>;
}

export async function openLeanStore(directory: string): Promise<LeanStore> {
  const settings = readSettings({ IMG_DATA: directory });
  await makeDurableDirectory(directory);
  const lock = await lockDirectory(directory);
  const database = await openSqliteDatabase({ file: join(directory, 'pdatabase.sqlite') });
  const store = createBackupFile({ file: join(directory, 'mdatabase.backup') });
  const tell = () => {};
  const { mDatabase, ledger, close } = await openMDatabase({ database, store, tell });
  const limits = limitsOf(settings);
  const { inputs } = settings;
  const handlers = createHandlers({
    ...{ mDatabase, ledger, limits, inputs, tell },
    pVol: await openFileVolume({ directory: join(directory, 'pvol') }),
    mVol: createMemoryVolume({ capacityBytes: 1024 * 1024 }),
    eVol: createMemoryVolume({ capacityBytes: 1024 * 1024 }),
    engine: createSharpEngine({ limits, inputs }),
    gate: createRenderGate(settings, 1),
    graceMillis: settings.graceHours * 3_600_000,
    clock: Date.now,
    staleSeconds: 0,
  });
  return {
    handlers,
    database,
    async put(name, bytes, createOnly = false) {
      await handlers.pVolImgWrite({
        body: streamOf(bytes),
        declared: { ext: undefined, digest: undefined },
        name: async () => name,
        check: (before) => {
          if (createOnly && before !== undefined) throw new Error(`There is a "${name}" already.`);
        },
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
