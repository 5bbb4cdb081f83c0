// A cached answer of about 20 KB and a 304 through the whole product, against bare node:http with the same answer.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from '../child.ts';
import { cpuPerRequest } from '../load.ts';
import { photo } from '../photos.ts';
import { freePort, startProduct } from '../product.ts';
import { compare } from '../rounds.ts';
import type { Table } from '../table.ts';

const connections = 32;
const requests = 8_000;
const rounds = 9;
// Sets by node:http itself on both sides.
const ownHeaders = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding']);

export async function hit(): Promise<Table> {
  const scratch = await mkdtemp(join(tmpdir(), 'imageserver-bench-'));
  const product = await startProduct({ IMG_RENDERERS: '1' });
  try {
    const { name, bytes } = await photo('foliage-4mp.jpg');
    await product.store(name, bytes);
    const plain = `${product.url}/img/w=400,q=70/${name}`;
    const negotiated = `${product.url}/img/w=400,f=auto/${name}`;
    await (await fetch(plain)).arrayBuffer();
    await (await fetch(negotiated, { headers: { accept: 'image/webp' } })).arrayBuffer();
    const answer = await fetch(plain);
    const body = Buffer.from(await answer.arrayBuffer());
    const headers = [...answer.headers].filter(([header]) => !ownHeaders.has(header));

    const bodyFile = join(scratch, 'body');
    await writeFile(bodyFile, body);
    const port = await freePort();
    const bare = await startChild(
      ['infra/bench/servers/bare-http.ts', String(port), bodyFile, JSON.stringify(headers.flat())],
      /ready/,
    );
    const tag = answer.headers.get('etag') ?? '';
    const load = { requests, connections, status: 200 };
    try {
      const rows = await compare(
        [
          {
            name: 'bare node:http, same bytes and headers',
            slot: () => cpuPerRequest(bare.pid, { ...load, url: `http://127.0.0.1:${port}/` }),
          },
          { name: 'product, hit', slot: () => cpuPerRequest(product.pid, { ...load, url: plain }) },
          {
            name: 'product, hit, f=auto',
            slot: () => cpuPerRequest(product.pid, { ...load, url: negotiated, headers: { accept: 'image/webp,*/*' } }),
          },
          {
            name: 'product, 304',
            slot: () =>
              cpuPerRequest(product.pid, { ...load, url: plain, headers: { 'if-none-match': tag }, status: 304 }),
          },
        ],
        rounds,
      );
      return {
        title: `Hit: ${body.length} bytes, ${headers.length} headers, ${connections} connections, ${requests} requests a slot, ${rounds} rounds`,
        target: 'product, hit ≤ 1.35 × bare node:http (CPU a request)',
        rows,
      };
    } finally {
      await bare.stop();
    }
  } finally {
    await product.stop();
    await rm(scratch, { recursive: true });
  }
}
