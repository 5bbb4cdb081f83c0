// Starts of the Node target on a data directory that has been through something: all names have to be found.
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { openSqliteDatabase } from '../../../adapters/databases/sqlite/open-sqlite-database.ts';
import { createImageLedger } from '../../../core/database/create-image-ledger.ts';
import { openJournal } from '../../../core/database/journal.ts';
import { metaOf } from '../../core/database/meta-of.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { type Served, serve as serveWith } from '../../support/served.ts';

const names = Array.from({ length: 12 }, (_, index) => `album/${index}.png`);

// Nobody renders here but for what an upload is looked at for.
const serve = (folder: string) => serveWith(folder, { IMG_RENDERERS: '0' });

async function change(server: Served, method: 'PUT' | 'DELETE', name: string, body?: Uint8Array): Promise<void> {
  const answer = await fetch(`${server.url}/api/images/${name}`, {
    method,
    headers: { authorization: `Bearer ${server.token}` },
    ...(body === undefined ? {} : { body: new Uint8Array(body) }),
  });
  expect(answer.ok).toBe(true);
}

async function found(server: Served): Promise<string[]> {
  const answers = await Promise.all(names.map((name) => fetch(`${server.url}/img/_/${name}`, { method: 'HEAD' })));
  return names.filter((_, index) => answers[index]?.status === 200);
}

it('all names are found after a kill, and with a backup of the index that is missing, damaged or left behind', async () => {
  const folder = await scratchFolder();
  const backup = join(folder, 'mdatabase.backup');
  const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .png()
    .toBuffer();

  const first = await serve(folder);
  for (const name of names) await change(first, 'PUT', name, picture);
  await change(first, 'DELETE', names[0] ?? '');
  const kept = names.slice(1);
  await first.stop('SIGKILL');

  const second = await serve(folder);
  expect(await found(second)).toEqual(kept);
  expect(await second.stop()).toBe(0);
  expect(existsSync(backup)).toBe(true);

  const third = await serve(folder);
  expect(await found(third)).toEqual(kept);
  await change(third, 'DELETE', names[1] ?? '');
  await third.stop('SIGKILL');
  expect(third.printed().err).not.toContain('mdatabase.rebuild');
  kept.shift();

  const bytes = readFileSync(backup);
  for (const spoil of [
    () => rmSync(backup),
    () => writeFileSync(backup, bytes),
    () => writeFileSync(backup, bytes.subarray(0, 100)),
    () => writeFileSync(backup, flipped(readFileSync(backup), 70)),
  ]) {
    spoil();
    const again = await serve(folder);
    expect(await found(again)).toEqual(kept);
    expect(await again.stop()).toBe(0);
    expect(again.printed().err).toContain('mdatabase.rebuild');
  }
}, 120_000);

it('a second server on the directory is refused with one line, and the first one goes on', async () => {
  const folder = await scratchFolder();
  const first = await serve(folder);
  const refusal = await serve(folder).catch((error: Error) => error.message);
  expect(refusal).toMatch(/^The server ended with [1-9]\d*: [^\n]*another server is using it[^\n]*\n$/);
  expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
  expect(await first.stop()).toBe(0);
}, 120_000);

it('CS-18: a pDatabase that was deleted, or put back from before, is refused with one line', async () => {
  const folder = await scratchFolder();
  const file = join(folder, 'pdatabase.sqlite');
  const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const first = await serve(folder);
  await change(first, 'PUT', names[0] ?? '', picture);
  expect(await first.stop()).toBe(0);
  const before = readFileSync(file);
  const second = await serve(folder);
  await change(second, 'PUT', names[1] ?? '', picture);
  expect(await second.stop()).toBe(0);
  const after = readFileSync(file);

  rmSync(file);
  await expect(serve(folder)).rejects.toThrow(
    /^The server ended with [1-9]\d*: [^\n]*pdatabase.sqlite is gone[^\n]*\n$/,
  );
  writeFileSync(file, before);
  await expect(serve(folder)).rejects.toThrow(/^The server ended with [1-9]\d*: [^\n]*older[^\n]*\n$/);
  writeFileSync(file, after);
  const third = await serve(folder);
  expect(await found(third)).toEqual(names.slice(0, 2));
  await third.stop();
}, 120_000);

it('with its backup gone a large house answers for every name from the first request on', async () => {
  const folder = await scratchFolder();
  const database = await openSqliteDatabase({ file: join(folder, 'pdatabase.sqlite') });
  const ledger = createImageLedger(database, await openJournal(database));
  const all = Array.from({ length: 6000 }, (_, index) => `album/${index}.jpg`);
  await Promise.all(all.map((name) => ledger.put(metaOf(name))));
  await database.close();
  const server = await serve(folder);
  const asked = ['album/999.jpg', 'album/0.jpg', 'album/none.jpg'];
  const statuses = asked.map((name) => fetch(`${server.url}/img/_/${name}`, { method: 'HEAD' }));
  expect((await Promise.all(statuses)).map(({ status }) => status)).toEqual([200, 200, 404]);
  while (!/mdatabase\.rebuild.*"done":true/.test(server.printed().err)) await setTimeout(20);
  expect((await fetch(`${server.url}/img/_/album/999.jpg`, { method: 'HEAD' })).status).toBe(200);
  expect(await server.stop()).toBe(0);
  expect(statSync(join(folder, 'mdatabase.backup')).size).toBeGreaterThan(6000 * 32);
}, 120_000);

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
}
