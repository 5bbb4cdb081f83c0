// nginx with the recipe that is shipped.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { programOrSkip, run } from '../program.ts';
import { cacheContract } from './cache-contract.ts';
import { freePort } from './free-port.ts';

const nginx = programOrSkip('nginx', 'nginx as a cache');
const folds = ['image/avif,image/webp,*/*', 'image/avif,*/*', 'image/webp,*/*', '*/*'];

async function start(origin: number) {
  const folder = await mkdtemp(join(tmpdir(), 'imageserver-nginx-'));
  const port = await freePort();
  const recipe = (await readFile('infra/cdn/nginx/imageserver.conf.template', 'utf8'))
    .replaceAll(/\$\{ORIGIN\}/g, `127.0.0.1:${origin}`)
    .replaceAll(/\$\{LISTEN\}/g, `127.0.0.1:${port}`)
    .replace('/var/cache/nginx/images', join(folder, 'images'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${join(folder, kind)};`,
  );
  const whole = [
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    'daemon off; worker_processes 1; pid pid; error_log error.log;',
    `events {} http { access_log off; ${temporary.join(' ')}\n${recipe} }`,
  ];
  await writeFile(join(folder, 'nginx.conf'), whole.join('\n'));
  const { stop } = run(nginx ?? '', '-p', folder, '-c', join(folder, 'nginx.conf'));
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    async purge(_name: string, targets: readonly string[]) {
      for (const target of targets)
        for (const accept of folds)
          await fetch(url + target, { headers: { accept, 'x-refresh': '1' } }).then((answer) => answer.bytes());
    },
    async stop() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

describe.skipIf(nginx === undefined)('with Debian’s nginx', () => cacheContract('nginx', start));
