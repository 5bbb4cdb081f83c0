// The README's "Three nodes over one bucket", line by line, with another bucket, other ports and other directories.
import { spawn, spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { kill } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { openS3Server } from '../../support/s3/s3-server.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const wanted = ['nginx', 'openssl', 'bash'];
const missing = wanted.filter((name) => spawnSync(name, ['-v']).error !== undefined);
if (missing.length > 0) console.info(`skipped: the README's three nodes: ${missing.join(' and ')} is not here`);

test.skipIf(missing.length > 0)(
  'three nodes over one bucket answer as the README sets them up',
  async () => {
    const [s3, folder] = [await openS3Server(), await scratchFolder()];
    onTestFinished(() => s3.close());
    const ports = await Promise.all([8001, 8002, 8003, 8080].map(async (port) => [String(port), await freePort()]));
    const changed = (text: string) =>
      ports
        .reduce((so, [port = '', other = '']) => so.replaceAll(port, other), text)
        .replaceAll('/tmp/imageserver-nginx', `${folder}/nginx`);
    await writeFile(join(folder, 'nginx.conf'), changed(await readFile('infra/s3/nginx.conf', 'utf8')));
    const section = (await readFile('README.md', 'utf8')).split('## Three nodes over one bucket')[1] ?? '';
    const block = /```sh\n([^`]*)```/.exec(section)?.[1] ?? '';
    const script = changed(block)
      .replace('s3://my-pictures/house', `s3://${s3.bucket}/house`)
      .replaceAll('IMG_DATA=./', `IMG_DATA=${folder}/`)
      .replace('$PWD/infra/s3/nginx.conf', `${folder}/nginx.conf`);
    expect(script.match(/npm start &/g)).toHaveLength(3);

    const { accessKeyId, secretAccessKey } = s3.credentials;
    const place = {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      IMG_S3_ENDPOINT: s3.endpoint,
    };
    const env = { PATH: process.env.PATH, HOME: folder, IMG_RENDERERS: '0', IMG_META_TTL: '1', ...place };
    const all = `${script}\necho "$IMG_TOKEN" > ${folder}/token\nwait`;
    const shell = spawn('bash', ['-c', all], { env, detached: true, stdio: 'ignore' });
    onTestFinished(async () => {
      const nginx = await readFile(join(folder, 'nginx.pid'), 'utf8').catch(() => '');
      if (nginx !== '') kill(Number(nginx), 'SIGQUIT');
      if (shell.pid !== undefined) kill(-shell.pid, 'SIGKILL');
    });

    const urls = ports.map(([, port]) => `http://127.0.0.1:${port}`);
    for (const url of urls) await until(async () => (await fetch(`${url}/readyz`)).status === 200);
    const front = urls[3] ?? '';
    const body = new Uint8Array(
      await sharp({ create: { width: 64, height: 64, channels: 3, background: 'teal' } })
        .png()
        .toBuffer(),
    );
    const headers = { authorization: `Bearer ${(await readFile(join(folder, 'token'), 'utf8')).trim()}` };
    const put = await fetch(`${front}/api/images/a/b.png`, { method: 'PUT', body, headers });
    expect(put.status).toBe(201);
    for (const url of urls) await until(async () => (await fetch(`${url}/img/w=16/a/b.png`)).status === 200);

    // Nothing is sticky: an upload in pieces goes on at whichever server.
    const tus = { ...headers, 'tus-resumable': '1.0.0' };
    const about = { 'upload-length': String(body.length), 'upload-metadata': `name ${btoa('c.png')}` };
    const begun = await fetch(`${front}/api/resumable`, { method: 'POST', headers: { ...tus, ...about } });
    const path = begun.headers.get('location') ?? '';
    for (const [index, url] of urls.entries()) {
      const [from, to] = [index * 30, index === urls.length - 1 ? body.length : (index + 1) * 30];
      const type = { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(from) };
      const piece = { method: 'PATCH', headers: { ...tus, ...type }, body: body.subarray(from, to) };
      expect((await fetch(`${url}${path}`, piece)).status).toBe(204);
    }
    expect(new Uint8Array(await (await fetch(`${front}/original/c.png`)).arrayBuffer())).toEqual(body);
  },
  90_000,
);

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await isSo().catch(() => false)); tries += 1) {
    if (tries > 600) throw new Error('It never came.');
    await setTimeout(100);
  }
}

function freePort(): Promise<string> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(String(typeof address === 'object' && address !== null ? address.port : 0)));
    });
  });
}
