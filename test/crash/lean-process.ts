// A process that holds the store as the server composes it (SQLite, files, mDatabase with its backup, the handlers of
// upload and delete, the backup command), without HTTP and with an engine that believes what it is sent. It starts in
// a fraction of the server's time, so that it can be killed a thousand times. Requests and answers are JSON lines.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createBackupFile } from '../../adapters/databases/backup/create-backup-file.ts';
import { lockDirectory } from '../../adapters/databases/sqlite/lock-directory.ts';
import { openSqliteDatabase } from '../../adapters/databases/sqlite/open-sqlite-database.ts';
import { backUpStore } from '../../adapters/node/maintenance/back-up-store.ts';
import { dataDirectoryAt } from '../../adapters/node/maintenance/data-directory.ts';
import { makeDurableDirectory } from '../../adapters/volumes/file/durable-directory.ts';
import { openFileVolume } from '../../adapters/volumes/file/open-file-volume.ts';
import {
  createGate,
  createHandlers,
  createMemoryVolume,
  defaultLimits,
  type ImageEngine,
  openMDatabase,
} from '../../core/index.ts';
import { sha256, streamOf } from '../support/bytes.ts';
import { tinyPng } from './tiny-png.ts';

interface Request {
  readonly id: number;
  readonly op: 'put' | 'remove' | 'contents' | 'backup';
  readonly name: string;
  readonly serial: number;
}

const [directory = '', fault = ''] = process.argv.slice(2);
const data = dataDirectoryAt(directory);
await makeDurableDirectory(data.directory);
await lockDirectory(data.directory);
const database = await openSqliteDatabase({ file: data.pDatabase });
const store = createBackupFile({ file: data.mDatabaseBackup });
const tell = () => {};
const { mDatabase, ledger } = await openMDatabase({ database, store, tell });

const believing: ImageEngine = {
  mark: 'believing',
  probe: async ({ ext }) => ({
    ...{ ext, width: 1, height: 1, frames: 1, orientation: 1, thumbhash: 'AAAA' },
    ...{ animated: false, alpha: false, progressive: false },
  }),
  render: () => Promise.reject(new Error('Nobody renders here.')),
  renderBatch: () => Promise.reject(new Error('Nobody renders here.')),
  close: async () => {},
};

const handlers = createHandlers({
  ...{ mDatabase, ledger, tell, limits: defaultLimits, engine: believing, inputs: ['png'], clock: Date.now },
  pVol: await openFileVolume({ directory: data.pVol }),
  mVol: createMemoryVolume({ capacityBytes: 0 }),
  eVol: createMemoryVolume({ capacityBytes: 0 }),
  // Bytes go at once: the harder case for a backup beside it. The server runs with a grace period.
  graceMillis: 0,
  gate: createGate({ slots: 8, queue: 100, waitMillis: 5000, burstMillis: 5000, bytes: 2 ** 30 }),
});

async function perform({ op, name, serial }: Request): Promise<unknown> {
  switch (op) {
    case 'put':
      return put(name, tinyPng(serial));
    case 'remove':
      return handlers.pVolImgRemove({ name, check: () => {}, erase: false });
    case 'contents':
      return contents();
    case 'backup':
      return backUpStore(data, name, true, { progress() {}, found() {}, signal: new AbortController().signal });
  }
}

async function put(name: string, bytes: Uint8Array): Promise<void> {
  const uploading = handlers.pVolImgWrite({
    body: streamOf(bytes),
    declared: { ext: undefined, digest: undefined },
    name: async () => name,
    check: () => {},
    client: 'crash',
    signal: new AbortController().signal,
  });
  // The negative control: an answer that does not wait for the row.
  if (fault === 'early') uploading.catch(() => {});
  else await uploading;
}

async function contents(): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for (const meta of await handlers.pDbImgList({ prefix: '', after: '', limit: 100_000 })) {
    const stored = await handlers.pVolImgRead(meta);
    const body = new Response(stored?.body as ConstructorParameters<typeof Response>[0]);
    found.push([meta.name, sha256(new Uint8Array(await body.arrayBuffer()))]);
    // What requests are answered by has to say the same.
    const record = await handlers.getImgMeta(meta.name);
    if (record === undefined || !meta.digest.startsWith(record.version)) found.push([`${meta.name} in mDatabase`, '']);
  }
  return found;
}

const say = (line: object) => writeSync(1, `${JSON.stringify(line)}\n`);

createInterface(process.stdin).on('line', (line) => {
  const request = JSON.parse(line) as Request;
  perform(request).then(
    (answer) => say({ id: request.id, answer: request.op === 'contents' ? answer : 'done' }),
    (error) => say({ id: request.id, refused: String(error) }),
  );
});
say({ ready: join(directory) });
