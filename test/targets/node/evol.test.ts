// eVol from outside: what survives a restart, and what a lost directory costs.
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { type Served, serve } from '../../support/served.ts';

async function served(folder: string, settings: Record<string, string> = {}): Promise<Served> {
  const server = await serve(folder, { IMG_RENDERERS: '0', ...settings });
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  return server;
}

const picture = sharp({ create: { width: 300, height: 200, channels: 3, background: '#3366cc' } })
  .jpeg()
  .toBuffer();

async function manage(server: Served, method: string, name: string): Promise<number> {
  const headers = { authorization: `Bearer ${server.token}` };
  const body = method === 'PUT' ? { body: new Uint8Array(await picture) } : {};
  const answer = await fetch(`${server.url}/api/images/${name}`, { method, headers, ...body });
  await answer.bytes();
  return answer.status;
}

async function ask(server: Served, target: string): Promise<{ status: number; from: string; bytes: Uint8Array }> {
  const answer = await fetch(server.url + target);
  const from = answer.headers.get('cache-status')?.match(/detail=(\w+)/)?.[1] ?? '';
  return { status: answer.status, from, bytes: await answer.bytes() };
}

/** Resolves when so many are in eVol: no request waits for that, and a server that ends waits a second for a slow disk. */
async function written(server: Served, results: number): Promise<void> {
  const line = new RegExp(`^imageserver_evol_entries ${results}$`, 'm');
  while (!line.test(await (await fetch(`${server.url}/metrics`)).text()));
}

describe('after a restart', () => {
  it('a result that was used twice comes from eVol without a render, and then from mVol', async () => {
    const folder = await scratchFolder();
    const before = await served(folder, { IMG_METRICS: 'open' });
    await manage(before, 'PUT', 'x.jpg');
    const rendered = await ask(before, '/img/w=64/x.jpg');
    expect(rendered.from).toBe('rendered');
    expect((await ask(before, '/img/w=64/x.jpg')).from).toBe('mVol');
    expect((await ask(before, '/img/w=32/x.jpg')).from).toBe('rendered');
    await written(before, 1);
    await before.stop();

    const after = await served(folder);
    const first = await ask(after, '/img/w=64/x.jpg');
    expect(first.from).toBe('eVol');
    expect(Buffer.compare(first.bytes, rendered.bytes)).toBe(0);
    for (let times = 0; times < 3; times += 1) expect((await ask(after, '/img/w=64/x.jpg')).from).toBe('mVol');
    expect((await ask(after, '/img/w=32/x.jpg')).from).toBe('rendered');
  });

  it('also after a kill, and at the first use where that is set', async () => {
    const folder = await scratchFolder();
    const before = await served(folder, { IMG_EVOL_ADMIT: 'first', IMG_MVOL_BYTES: '0' });
    await manage(before, 'PUT', 'x.jpg');
    // No request waits for the write; when one is answered from there, it has been made.
    while ((await ask(before, '/img/w=64/x.jpg')).from !== 'eVol');
    await before.stop('SIGKILL');
    const after = await served(folder);
    expect((await ask(after, '/img/w=64/x.jpg')).from).toBe('eVol');
  });

  it('a deleted picture has nothing left there, also when the same bytes are stored again', async () => {
    const folder = await scratchFolder();
    const before = await served(folder);
    await manage(before, 'PUT', 'x.jpg');
    for (let times = 0; times < 3; times += 1) await ask(before, '/img/w=64/x.jpg');
    expect(await manage(before, 'DELETE', 'x.jpg')).toBe(204);
    await before.stop();
    const after = await served(folder);
    expect((await ask(after, '/img/w=64/x.jpg')).status).toBe(404);
    await manage(after, 'PUT', 'x.jpg');
    expect((await ask(after, '/img/w=64/x.jpg')).from).toBe('rendered');
  });
});

describe('eVol', () => {
  it('that is wiped while serving is a render more and no error, and is made again', async () => {
    const folder = await scratchFolder();
    const server = await served(folder, { IMG_EVOL_ADMIT: 'first', IMG_MVOL_BYTES: '0' });
    await manage(server, 'PUT', 'x.jpg');
    while ((await ask(server, '/img/w=64/x.jpg')).from !== 'eVol');
    expect(await readdir(join(folder, 'evol'))).toHaveLength(1);
    await rm(join(folder, 'evol'), { recursive: true });
    for (let width = 10; width < 40; width += 1) {
      expect((await ask(server, `/img/w=${width}/x.jpg`)).status).toBe(200);
      expect((await ask(server, '/img/w=64/x.jpg')).status).toBe(200);
    }
    while ((await ask(server, '/img/w=39/x.jpg')).from !== 'eVol');
    expect(await readdir(join(folder, 'evol'))).toHaveLength(1);
    expect(server.printed().err).toContain('evol.failed');
  });

  it('takes no space before it is needed, and none where it is switched off', async () => {
    const folder = await scratchFolder();
    const server = await served(folder);
    expect(await readdir(folder)).not.toContain('evol');
    await server.stop();
    const without = await served(folder, { IMG_EVOL_BYTES: '0', IMG_EVOL_ADMIT: 'first' });
    await manage(without, 'PUT', 'x.jpg');
    expect((await ask(without, '/img/w=64/x.jpg')).from).toBe('rendered');
    expect(await readdir(folder)).not.toContain('evol');
  });
});
