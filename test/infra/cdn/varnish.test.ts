// Varnish with the recipe that is shipped.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { purgeKeyOf } from '../../../core/policy/purge-keys.ts';
import { rawRequest } from '../../support/raw-request.ts';
import { programOrSkip, run } from '../program.ts';
import { cacheContract } from './cache-contract.ts';
import { freePort } from './free-port.ts';

const varnishd = programOrSkip('varnishd', 'Varnish as a cache');

async function start(origin: number) {
  const folder = await mkdtemp(join(tmpdir(), 'imageserver-varnish-'));
  const port = await freePort();
  const recipe = await readFile('infra/cdn/varnish/imageserver.vcl', 'utf8');
  await writeFile(join(folder, 'recipe.vcl'), recipe.replace('.port = "8000"', `.port = "${origin}"`));
  const { stop } = run(
    varnishd ?? '',
    ...['-F', '-n', join(folder, 'work'), '-a', `127.0.0.1:${port}`, '-f', join(folder, 'recipe.vcl')],
    ...['-s', 'malloc,64m', '-j', 'none', '-T', 'none'],
  );
  return {
    url: `http://127.0.0.1:${port}`,
    async purge(name: string) {
      const headers = [`X-Purge-Key: ${purgeKeyOf(name)}`];
      const { status } = await rawRequest(port, '/', { method: 'PURGE', headers });
      if (status !== 200) throw new Error(`Expected 200 for a purge but received ${status}.`);
    },
    async stop() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

describe.skipIf(varnishd === undefined)('with Debian’s Varnish', () => cacheContract('Varnish', start));
