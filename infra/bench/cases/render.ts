// A rendered request through the whole product against the same sharp chain in a bare script.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild } from '../child.ts';
import { cpuPerRequest } from '../load.ts';
import { photo } from '../photos.ts';
import { cpuMillisOf } from '../process-cpu.ts';
import { type Product, startProduct } from '../product.ts';
import { type Comparison, type Contender, compare } from '../rounds.ts';
import type { Table } from '../table.ts';
import { cpuOfVipsthumbnail, hasVipsthumbnail } from '../vipsthumbnail.ts';

// Short slots in many rounds: what else the machine does falls on both sides of a round alike.
const rounds = 11;
// Two equal requests at once would be one render, and the product would win by not working.
const concurrency = 1;

// The options are the product's defaults for each format, said to sharp.
const chains = [
  { file: 'foliage-12mp.jpg', format: 'jpeg', options: { quality: 80 }, times: 12 },
  { file: 'foliage-12mp.jpg', format: 'webp', options: { quality: 80, effort: 2 }, times: 10 },
  {
    file: 'foliage-12mp.jpg',
    format: 'avif',
    options: { quality: 50, effort: 0, chromaSubsampling: '4:2:0' },
    times: 8,
  },
  { file: 'mountain-4mp.jpg', format: 'jpeg', options: { quality: 80 }, times: 16 },
  { file: 'foliage-1mp.jpg', format: 'jpeg', options: { quality: 80 }, times: 32 },
  { file: 'mountain-1mp.png', format: 'png', options: { compressionLevel: 6 }, times: 12 },
] as const;

// AVIF is not among what Debian's writes, and of PNG it would be zlib that is compared.
const vipsEnding: Readonly<Record<string, string>> = { jpeg: 'jpg', webp: 'webp' };

export async function render(): Promise<Table> {
  const scratch = await mkdtemp(join(tmpdir(), 'imageserver-bench-'));
  // Nothing is kept: every request is rendered.
  const product = await startProduct({ IMG_MVOL_BYTES: '0', IMG_EVOL_BYTES: '0', IMG_RENDERERS: String(concurrency) });
  // As render processes have it: with glibc's own choice it would cost bare sharp 1 or 2 % more.
  const bare = await startChild(['infra/bench/servers/bare-sharp.ts'], /ready/, { MALLOC_ARENA_MAX: '1' });
  try {
    const rows: Comparison[] = [];
    for (const chain of chains) rows.push(...(await compareChain(chain, product, bare, scratch)));
    return {
      title: `Render: to 512 px wide, ${concurrency} in flight, ${rounds} rounds`,
      target:
        'product ≤ 1.10 × the bare sharp chain (CPU a request, render processes included); vipsthumbnail, where it writes the same format, ≥ 1.4 × the product',
      rows,
    };
  } finally {
    await bare.stop();
    await product.stop();
    await rm(scratch, { recursive: true });
  }
}

async function compareChain(
  chain: (typeof chains)[number],
  product: Product,
  bare: Child,
  scratch: string,
): Promise<Comparison[]> {
  const { name, bytes } = await photo(chain.file);
  const file = join(scratch, name);
  await writeFile(file, bytes);
  await product.store(name, bytes);
  const task = JSON.stringify({ ...chain, file, width: 512, concurrency });
  const url = `${product.url}/img/w=512,f=${chain.format}/${name}`;
  for (let time = 0; time < 3; time += 1) await requireRendered(url);
  const load = { url, requests: chain.times, connections: concurrency, status: 200 };
  const output = join(scratch, `out.${vipsEnding[chain.format] ?? ''}[Q=80]`);
  const vips: Contender = {
    name: `vipsthumbnail, ${name} → ${chain.format}`,
    slot: async () => cpuOfVipsthumbnail(file, output, 2),
  };
  return compare(
    [
      {
        name: `bare sharp, ${name} → ${chain.format}`,
        slot: async () => {
          const before = cpuMillisOf(bare.pid);
          await bare.ask(task);
          return (cpuMillisOf(bare.pid) - before) / chain.times;
        },
      },
      { name: `product, ${name} → ${chain.format}`, slot: () => cpuPerRequest(product.pid, load) },
      ...(chain.format in vipsEnding && hasVipsthumbnail() ? [vips] : []),
    ],
    rounds,
  );
}

// A figure of renders that were hits would flatter; it has happened.
async function requireRendered(url: string): Promise<void> {
  const answer = await fetch(url);
  await answer.arrayBuffer();
  const status = answer.headers.get('cache-status') ?? '';
  if (!status.includes('rendered'))
    throw new Error(`Expected ${url} to be rendered but its Cache-Status is ${status}.`);
}
