// A process that holds the store as the server composes it (SQLite, files, mDatabase with its backup, the handlers of
// upload and delete, the backup command), without HTTP and with an engine that believes what it is sent. It starts in
// a fraction of the server's time, so that it can be killed a thousand times. Requests and answers are JSON lines.
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { backUpStore } from '../../adapters/node/maintenance/back-up-store.ts';
import { dataDirectoryAt } from '../../adapters/node/maintenance/data-directory.ts';
import type { ImageEngine } from '../../core/index.ts';
import { sha256 } from '../support/bytes.ts';
import { openLeanStore } from '../support/lean-store.ts';
import { tinyPng } from './tiny-png.ts';

interface Request {
  readonly id: number;
  readonly op: 'put' | 'remove' | 'contents' | 'backup';
  readonly name: string;
  readonly serial: number;
}

const [directory = '', fault = ''] = process.argv.slice(2);

const nobody = () => Promise.reject(new Error('Nobody renders here.'));
const believing: ImageEngine = {
  mark: 'believing',
  probe: async ({ ext }) => ({
    ...{ ext, width: 1, height: 1, frames: 1, orientation: 1, thumbhash: 'AAAA', dominantColor: '' },
    ...{ animated: false, alpha: false, progressive: false },
  }),
  render: nobody,
  renderBatch: nobody,
  bounds: nobody,
  close: async () => {},
};

// Bytes of deleted images go at once: the harder case for a backup beside it. The server runs with a grace period.
const store = await openLeanStore(directory, { engine: believing, graceMillis: 0 });
const { handlers } = store;
const data = dataDirectoryAt(directory);

async function perform({ op, name, serial }: Request): Promise<unknown> {
  switch (op) {
    case 'put':
      return put(name, tinyPng(serial));
    case 'remove':
      if (!(await store.remove(name))) throw new Error(`There is no "${name}".`);
      return;
    case 'contents':
      return contents();
    case 'backup':
      return backUpStore(data, name, 'copies', { progress() {}, found() {}, signal: new AbortController().signal });
  }
}

async function put(name: string, bytes: Uint8Array): Promise<void> {
  const uploading = store.put(name, bytes);
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
say({ ready: directory });
