// The management API where there is much of it: pages of a list of a million names, and the memory of a 200 MB upload.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteDatabase } from '../../../adapters/databases/sqlite/open-sqlite-database.ts';
import { createImageLedger } from '../../../core/database/create-image-ledger.ts';
import type { Change } from '../../../core/database/database.ts';
import type { ImageLedger } from '../../../core/database/image-ledger.ts';
import { noUserMeta } from '../../../core/image/user-meta.ts';

const images = 1_000_000;
const atOnce = 2000;
const pages = 200;
const uploadBytes = 200 * 1024 * 1024;
const token = 'a-token-for-the-bench';

export async function manage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'imageserver-bench-'));
  try {
    const lists = await listing(join(folder, 'list.sqlite'));
    return pageOf(lists, await upload(join(folder, 'data')));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function listing(file: string) {
  const database = await openSqliteDatabase({ file });
  const ledger = createImageLedger(database);
  for (let from = 0; from < images; from += atOnce) {
    const some = Array.from({ length: atOnce }, (_, index) => from + index);
    await database.commit(some.flatMap((index) => rowsOf(metaOf(index))));
  }
  const places = [0, images / 2, images - 200].map((index) => (index === 0 ? '' : nameOf(index)));
  const rows: [string, number, number][] = [];
  for (const after of places) {
    const page = { prefix: '', after, limit: 100 };
    rows.push([after, await timed(() => ledger.list(page)), await timed(() => ledger.listTagged('all', page))]);
  }
  await walkWhileItChanges(ledger);
  await database.close();
  return rows;
}

/** Throws where a name that was there all the time is skipped, or any is shown twice. */
async function walkWhileItChanges(ledger: ImageLedger): Promise<void> {
  const seen: string[] = [];
  for (let after = nameOf(500_000); seen.length < 10_000; after = seen.at(-1) as string) {
    const page = await ledger.list({ prefix: '', after, limit: 1000 });
    seen.push(...page.map(({ name }) => name));
    // In front of the cursor and behind it.
    await ledger.remove(seen[0] as string);
    await ledger.put({ ...metaOf(1), name: `${nameOf(500_000)}-new-${seen.length}` });
    await ledger.put({ ...metaOf(1), name: `${seen.at(-1)}-new` });
  }
  const old = seen.filter((name) => !name.includes('-new'));
  if (new Set(seen).size !== seen.length) throw new Error('A name was shown twice.');
  const expected = Array.from({ length: old.length }, (_, index) => nameOf(500_001 + index));
  if (old.some((name, index) => name !== expected[index])) throw new Error('A name was skipped.');
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  await work();
  const begun = performance.now();
  for (let page = 0; page < pages; page += 1) await work();
  return (performance.now() - begun) / pages;
}

function nameOf(index: number): string {
  return `photos/${String(index).padStart(7, '0')}.jpg`;
}

function metaOf(index: number) {
  const digest = index.toString(16).padStart(64, '0');
  const at = { createdAt: 1_700_000_000_000, writtenAt: 1_700_000_000_000, changedAt: 1_700_000_000_000 };
  const shape = {
    width: 4000,
    height: 3000,
    orientation: 1,
    animated: false,
    alpha: false,
    progressive: false,
  } as const;
  const place = { name: nameOf(index), addrType: 0, imgAddr: digest, digest, ext: 'jpg', byteLength: 20_000 } as const;
  const seen = { frames: 1, thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI', dominantColor: '#804020' };
  return { ...place, ...shape, ...seen, ...at, ...noUserMeta, tags: ['all'] };
}

// As the ledger writes them; one by one a million takes minutes.
function rowsOf(meta: ReturnType<typeof metaOf>): readonly Change[] {
  const { name, digest } = meta;
  return [
    { space: 'image', key: `n:${name}`, value: JSON.stringify(meta) },
    { space: 'image', key: `d:${digest}:${name}`, value: 'true' },
    { space: 'image', key: `t:all,${name}`, value: 'true' },
  ];
}

/** MiB of resident memory: before, and the most while 200 MiB are received. */
async function upload(data: string): Promise<readonly [before: number, most: number]> {
  const settings = { IMG_DATA: data, PORT: '0', IMG_TOKEN: token, IMG_LIMIT_UPLOAD_BYTES: String(uploadBytes) };
  const child = spawn(process.execPath, ['adapters/cli/imageserver.mjs', 'serve'], {
    env: { PATH: process.env.PATH, IMG_RENDERERS: '1', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const url = await new Promise<string>((resolve) => {
      let printed = '';
      child.stdout.on('data', (chunk) => {
        printed += chunk;
        const found = /http:\/\/\S+/.exec(printed)?.[0];
        if (found !== undefined && printed.includes('Ctrl+C')) resolve(found);
      });
    });
    // Once before: what the first upload of a process loads is no part of what an upload takes.
    await send(url, uploadBytes / 4);
    const before = await residentMiB(child.pid);
    let most = before;
    const watch = setInterval(async () => {
      most = Math.max(most, await residentMiB(child.pid));
    }, 20);
    await send(url, uploadBytes);
    clearInterval(watch);
    return [before, most];
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
}

// Begins like a picture and is none: what receives it does not know.
async function send(url: string, byteLength: number): Promise<void> {
  const piece = new Uint8Array(65_536);
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = piece.slice(0, Math.min(piece.length, byteLength - sent));
      if (sent === 0) next.set([0xff, 0xd8, 0xff, 0xe0]);
      sent += next.length;
      if (next.length === 0) controller.close();
      else controller.enqueue(next);
    },
  });
  const init = { method: 'PUT', body, duplex: 'half', headers: { Authorization: `Bearer ${token}` } } as const;
  const { status } = await fetch(`${url}/api/images/a`, init);
  if (status !== 422) throw new Error(`Expected 422 but received ${status}.`);
}

async function residentMiB(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

function pageOf(
  rows: readonly (readonly [string, number, number])[],
  [before, most]: readonly [number, number],
): string {
  const lines = rows.map(
    ([after, plain, tagged]) => `| ${after || 'the first'} | ${plain.toFixed(2)} | ${tagged.toFixed(2)} |`,
  );
  return `# manage

Pages of 100 of a million images in pDatabase, by cursor, mean of ${pages}. While a walk of 10,000 names went on, names were added and removed in
front of its cursor and behind it: none was shown twice, and none that stayed was skipped.

| page behind | ms | ms, by a tag that all have |
| --- | ---: | ---: |
${lines.join('\n')}

Resident memory of the server while 200 MiB are uploaded: ${before.toFixed(1)} MiB before, at most ${most.toFixed(1)} MiB
(+${(most - before).toFixed(1)} MiB; target 16).
`;
}
