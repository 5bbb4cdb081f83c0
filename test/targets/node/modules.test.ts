// Third-party modules through the product: the example, modules that throw, and modules that may not start.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { pixelAt, see } from '../../support/colours.ts';
import { drawPicture } from '../../support/pictures.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { type Served, serve } from '../../support/served.ts';

const photo = await drawPicture('png', { width: 90, height: 60 });
const example = './infra/examples/halftone/halftone.mjs';

async function served(modules: string, settings: Record<string, string> = {}): Promise<Served> {
  const server = await serve(await scratchFolder(), { IMG_MODULES: modules, ...settings });
  onTestFinished(async () => void (await server.stop()));
  await fetch(`${server.url}/api/images/a`, {
    method: 'PUT',
    body: photo as Uint8Array<ArrayBuffer>,
    headers: { authorization: `Bearer ${server.token}` },
  });
  return server;
}

/** A file that exports this, as JavaScript. */
async function moduleOf(text: string): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'module-')), 'module.mjs');
  await writeFile(file, `export default ${text};`);
  return file;
}

test('the example makes dots of the picture that the other options have made', async () => {
  const { url } = await served(example);
  const dots = await fetch(`${url}/img/w=45,halftone=5,halftone.ink=f00,f=png/a`);
  expect(dots.status).toBe(200);
  const seen = await see(await dots.bytes());
  expect([seen.width, seen.height]).toEqual([45, 30]);
  const colours = new Set<string>();
  for (let x = 0; x < 45; x += 1) for (let y = 0; y < 30; y += 1) colours.add(pixelAt(seen, x, y).join());
  expect([...colours].sort()).toEqual(['255,0,0,255', '255,255,255,255']);
  const refused = await fetch(`${url}/img/halftone=1/a`);
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain('from 2 to 64');
});

test('a module that fails fails its own request with a sentence of ours, and the server goes on', async () => {
  const file = await moduleOf(`{
    name: 'odd', version: '1', rank: 777, summary: '',
    options: { odd: { type: 'choice', words: ['throws', 'answers-less', 'answers-nothing'], summary: '' } },
    plan: () => ({}),
    pixels(raw, info, { odd }) {
      if (odd === 'throws') throw new Error('secret words');
      return odd === 'answers-less' ? raw.subarray(1) : undefined;
    },
  }`);
  const { url, printed } = await served(file, { IMG_RENDERERS: '0' });
  for (const how of ['throws', 'answers-less', 'answers-nothing']) {
    const answer = await fetch(`${url}/img/odd=${how}/a`);
    const problem = await answer.text();
    expect([answer.status, problem], how).toEqual([500, expect.stringContaining('module \\"odd\\"')]);
    expect(problem).not.toContain('secret');
  }
  expect((await fetch(`${url}/img/w=9/a`)).status).toBe(200);
  expect(printed().err).toContain('secret words');
});

test('a module that does not load keeps the server from starting, with one line', async () => {
  const start = serve(await scratchFolder(), { IMG_MODULES: './no-such-module.mjs' });
  const { message } = (await start.catch((error) => error)) as Error;
  expect(message).toContain('78');
  const lines = message.split('\n').filter((line) => line.includes('did not start'));
  expect(lines).toEqual([expect.stringContaining('to load, but')]);
});
