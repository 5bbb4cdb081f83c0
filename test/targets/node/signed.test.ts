// Signed URLs as an operator has them: keys in the environment, the command, and a client that only speaks HTTP.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { expect, it, onTestFinished } from 'vitest';
import { rawRequest } from '../../support/raw-request.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { product, serve } from '../../support/served.ts';

// A result that may yet be refined has a shorter life than its URL.
const keys = { IMG_REFINE: 'off', IMG_KEYS: `new:${'ab'.repeat(32)},old:${'cd'.repeat(32)}` };

const run = promisify(execFile);
const signing = (args: readonly string[], settings: Readonly<Record<string, string>> = keys) =>
  run(process.execPath, [product, 'sign', ...args], {
    env: { PATH: process.env.PATH, ...settings },
  });

async function served(settings: Record<string, string>) {
  const server = await serve(await scratchFolder(), { ...keys, ...settings });
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  const body = new Uint8Array(
    await sharp({ create: { width: 300, height: 200, channels: 3, background: '#36c' } })
      .jpeg()
      .toBuffer(),
  );
  const headers = { authorization: `Bearer ${server.token}` };
  expect((await fetch(`${server.url}/api/images/a/b.jpg`, { method: 'PUT', body, headers })).status).toBe(201);
  return { server, statusOf: async (target: string) => (await fetch(server.url + target)).status };
}

it('a server that wants signatures refuses an unsigned URL, takes what the command signed, and refuses it tampered with', async () => {
  const { server, statusOf } = await served({ IMG_UNSIGNED: 'none' });
  const path = '/img/w=150,blur=2,f=webp/a/b.jpg';
  expect(await statusOf(path)).toBe(403);
  expect(await statusOf('/original/a/b.jpg')).toBe(403);

  const { stdout } = await signing([path, '--expires', '3600', '--json']);
  const { target, expiresAt } = JSON.parse(stdout);
  expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
  expect(target).toMatch(/\?exp=\d{10}&s=new\.[\w-]{43}$/);
  for (let hit = 0; hit < 3; hit += 1) expect(await statusOf(target)).toBe(200);
  // The last was the front's: its life is what is left of the hour.
  const kept = await rawRequest(server.port, target);
  expect(kept.headers.get('cache-status')).toBe('imageserver; hit; detail=mVol');
  expect(kept.headers.get('cache-control')).toMatch(/^public, max-age=35\d\d, must-revalidate$/);

  const tampered = [
    target.replace('w=150', 'w=151'),
    target.replace('b.jpg', 'c.jpg'),
    target.replace(/exp=1/, 'exp=9'),
    target.replace('s=new', 's=old'),
    `${target}&s=1`,
    target.replace(/\?exp=\d+&/, '?'),
  ];
  for (const each of tampered) expect({ each, status: await statusOf(each) }).toEqual({ each, status: 403 });

  const original = (await signing(['/original/a/b.jpg'])).stdout.trim();
  expect(await statusOf(original)).toBe(200);
  const replayed = await fetch(server.url + original, { method: 'DELETE' });
  expect(replayed.status).toBe(405);
}, 30_000);

it('on an address that others can reach, unsigned URLs are on the ladder by default', async () => {
  const { server, statusOf } = await served({ HOST: '0.0.0.0' });
  const widthOf = async (target: string) =>
    (await sharp(await (await fetch(server.url + target)).arrayBuffer()).metadata()).width;
  expect(await widthOf('/img/w=100/a/b.jpg')).toBe(120);
  expect(await statusOf('/img/w=100,h=100/a/b.jpg')).toBe(403);
  expect(await statusOf('/original/a/b.jpg')).toBe(200);
}, 30_000);

it('the command says in one line what is wrong, and never repeats a key', async () => {
  const usage = /^Expected: imageserver sign <target> \[--expires <seconds>\] \[--json\]( \([^\n]*\))?\n$/;
  const cases: readonly (readonly [string[], Record<string, string>, number, RegExp])[] = [
    [[], keys, 64, usage],
    [['/original/a', '/original/b'], keys, 64, usage],
    [['/original/a', '--expires', 'soon'], keys, 64, usage],
    [['/original/a', '--force'], keys, 64, usage],
    [['/img/w=x/a'], keys, 64, /^Expected an integer .* for option "width" [^\n]*\n$/],
    [['/original/a'], {}, 78, /^There is no key to sign with: set IMG_KEYS\.\n$/],
    [['/original/a'], { IMG_KEYS: 'k1:deadbeef' }, 78, /^Expected (?!.*deadbeef)[^\n]* for setting IMG_KEYS [^\n]*\n$/],
  ];
  for (const [args, settings, exitCode, sentence] of cases) {
    const { code, stderr, stdout } = await signing(args, settings).catch((error) => error);
    expect({ args, code, stdout }).toEqual({ args, code: exitCode, stdout: '' });
    expect(stderr).toMatch(/^imageserver sign: /);
    expect(stderr.replace('imageserver sign: ', '')).toMatch(sentence);
  }
}, 30_000);
