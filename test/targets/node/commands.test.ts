// The commands as an operator has them: processes of their own, beside a running server and without one.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { commands } from '../../../adapters/cli/commands.ts';
import { drawPicture } from '../../support/pictures.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { product, type Served, serve } from '../../support/served.ts';

const settings = { IMG_RENDERERS: '0', IMG_EVOL_BYTES: '0' };

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function run(data: string, ...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH, IMG_DATA: data, ...settings };
    execFile(process.execPath, [product, ...args], { env }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

const lastLine = ({ out }: Ended) => JSON.parse(out.trimEnd().split('\n').at(-1) ?? '');

async function served(data: string): Promise<Served> {
  const server = await serve(data, settings);
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  return server;
}

async function change(server: Served, method: string, name: string, body?: Uint8Array): Promise<void> {
  const headers = { authorization: `Bearer ${server.token}` };
  const sent = body === undefined ? {} : { body: new Uint8Array(body) };
  expect((await fetch(`${server.url}/api/images/${name}`, { method, headers, ...sent })).ok).toBe(true);
}

async function found(server: Served): Promise<string[]> {
  const answer = await fetch(`${server.url}/api/images`, { headers: { authorization: `Bearer ${server.token}` } });
  return ((await answer.json()) as { images: { name: string }[] }).images.map(({ name }) => name);
}

it('a store is verified and backed up beside its server, lost, restored, and served again', async () => {
  const folder = await scratchFolder();
  const data = join(folder, 'data');
  const backup = join(folder, 'backup');
  const server = await served(data);
  for (const seed of [1, 2, 3]) {
    await change(server, 'PUT', `${seed}.png`, await drawPicture('png', { width: 20, height: 10, seed }));
  }
  const [verified, made, held] = await Promise.all([
    run(data, 'verify', '--json'),
    run(data, 'backup', backup),
    run(data, 'compact'),
  ]);
  expect(verified.code).toBe(0);
  expect(lastLine(verified)).toMatchObject({ event: 'done', command: 'verify', images: 3, findings: 0, digests: true });
  expect(made).toMatchObject({ code: 0, out: expect.stringContaining('3 images in 3 files') });
  expect(held).toMatchObject({ code: 75, out: '', err: expect.stringContaining('another server is using it') });
  await change(server, 'DELETE', '2.png');
  await server.stop();

  const [refused, stats] = await Promise.all([run(data, 'restore', backup), run(data, 'stats', '--json')]);
  expect(refused).toMatchObject({ code: 65, err: expect.stringContaining('--keep') });
  expect(lastLine(stats)).toMatchObject({ images: { names: 2 }, lastBackup: { images: 3 } });

  await rm(join(data, 'pvol'), { recursive: true });
  const broken = await run(data, 'verify');
  expect(broken).toMatchObject({ code: 1, out: expect.stringContaining('bytes-missing') });
  expect(await run(data, 'restore', backup, '--keep')).toMatchObject({ code: 0 });
  const again = await served(data);
  expect(await found(again)).toEqual(['1.png', '3.png']);
  await again.stop();

  await rm(data, { recursive: true });
  expect(await run(data, 'restore', backup)).toMatchObject({ code: 0 });
  const back = await served(data);
  expect(await found(back)).toEqual(['1.png', '2.png', '3.png']);
}, 120_000);

it('a server does not start behind half a restore, and says what to do', async () => {
  const data = await scratchFolder();
  writeFileSync(join(data, 'restore-unfinished'), '/backup\n');
  const refused = await run(data, 'serve');
  expect(refused).toMatchObject({ code: 78, err: expect.stringContaining('run the same command again') });
});

it('every command explains itself, and what cannot be understood is refused with its usage', async () => {
  const data = await scratchFolder();
  const all = await run(data, 'help');
  const names = commands.map(({ name }) => name);
  for (const name of names) expect(all.out).toMatch(new RegExp(`^ +${name} `, 'm'));
  const helps = await Promise.all(names.map((name) => run(data, name, '--help')));
  expect(helps.map(({ code }) => code)).toEqual(names.map(() => 0));
  const [unknown, extra, option] = await Promise.all([
    run(data, 'nonsense'),
    run(data, 'backup', 'a', 'b'),
    run(data, 'restore', 'a', '--keep', '--replace'),
  ]);
  expect(unknown).toMatchObject({ code: 64, err: expect.stringContaining(names.join(', ')) });
  expect(extra).toMatchObject({ code: 64, err: expect.stringContaining('Expected: imageserver backup <DEST>') });
  expect(option.code).toBe(64);
}, 120_000);
