// The whole product as a user starts it, with a data directory of its own.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from './child.ts';

export interface Product {
  readonly pid: number;
  readonly url: string;
  readonly token: string;
  store(name: string, bytes: Uint8Array): Promise<void>;
  stop(): Promise<void>;
}

export async function startProduct(settings: Readonly<Record<string, string>> = {}): Promise<Product> {
  const data = await mkdtemp(join(tmpdir(), 'imageserver-bench-'));
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = await startChild(['adapters/cli/imageserver.mjs', 'serve'], /Ctrl\+C/, {
    IMG_DATA: data,
    PORT: new URL(url).port,
    ...settings,
  });
  const token = (await readFile(join(data, 'token'), 'utf8')).trim();
  return {
    pid: child.pid,
    url,
    token,
    async store(name, bytes) {
      const put = () =>
        fetch(`${url}/api/images/${name}`, {
          method: 'PUT',
          body: new Uint8Array(bytes),
          headers: { authorization: `Bearer ${token}` },
        });
      let answer = await put();
      // On a machine that is busy with something else it may take longer than a bench lets renders take.
      for (let tries = 1; answer.status === 503 && tries < 10; tries += 1) answer = await put();
      if (!answer.ok) throw new Error(`Expected to store ${name} but got ${answer.status}: ${await answer.text()}`);
    },
    async stop() {
      await child.stop();
      await rm(data, { recursive: true });
    },
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
