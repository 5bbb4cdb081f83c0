// Renders one by one, as many at once as there are cores, and four times as many: CPU and memory, against bare sharp.
// And 100 equal requests at once, which are one render.
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild } from '../child.ts';
import { cpuPerRequest } from '../load.ts';
import { photo } from '../photos.ts';
import { cpuMillisOf } from '../process-cpu.ts';
import { type Product, startProduct } from '../product.ts';
import { compare } from '../rounds.ts';

const rounds = 5;
const times = 48;
const equal = 100;
const chain = { format: 'jpeg', options: { quality: 80 }, width: 512, times } as const;
const photos = ['foliage-12mp.jpg', 'foliage-1mp.jpg'];
// Around 512, no two alike: equal ones at the same time would be one render.
const widths = Array.from({ length: 48 }, (_, index) => 488 + index);

export async function lanes(): Promise<string> {
  const scratch = await mkdtemp(join(tmpdir(), 'imageserver-bench-'));
  const cores = availableParallelism();
  const product = await startProduct({
    ...{ IMG_MVOL_BYTES: '0', IMG_EVOL_BYTES: '0', IMG_MODULE_CACHE_BYTES: '0', IMG_REFINE: 'off' },
    IMG_QUEUE_MILLIS: '20000',
  });
  const bare = await startChild(['infra/bench/servers/bare-sharp.ts'], /ready/, {
    MALLOC_ARENA_MAX: '1',
    UV_THREADPOOL_SIZE: String(cores + 4),
  });
  try {
    const rows: string[] = [];
    let made = 0;
    for (const file of photos) {
      const { name, bytes } = await photo(file);
      const path = join(scratch, name);
      await writeFile(path, bytes);
      await product.store(name, bytes);
      for (const concurrency of [1, cores, 4 * cores])
        rows.push(await rowOf({ name, path, concurrency }, product, bare));
      made = await madeOf(`${product.url}/img/w=700,f=jpg/${name}`);
    }
    return page(cores, rows, made);
  } finally {
    await bare.stop();
    await product.stop();
    await rm(scratch, { recursive: true });
  }
}

interface Lane {
  readonly name: string;
  readonly path: string;
  readonly concurrency: number;
}

async function rowOf({ name, path: file, concurrency }: Lane, product: Product, bare: Child): Promise<string> {
  const url = widths.map((width) => `${product.url}/img/w=${width},f=jpg/${name}`);
  const task = JSON.stringify({ ...chain, file, concurrency });
  const [alone, ours] = await compare(
    [
      {
        name: 'bare sharp',
        slot: async () => {
          const before = cpuMillisOf(bare.pid);
          await bare.ask(task);
          return (cpuMillisOf(bare.pid) - before) / times;
        },
      },
      {
        name: 'product',
        slot: () => cpuPerRequest(product.pid, { url, requests: times, connections: concurrency, status: 200 }),
      },
    ],
    rounds,
  );
  if (alone === undefined || ours === undefined) throw new Error('Expected two contenders.');
  const ratio = `${ours.ratio.toFixed(2)} (${ours.lowest.toFixed(2)} – ${ours.highest.toFixed(2)})`;
  const cells = [name, concurrency, alone.cpuMillis.toFixed(1), ours.cpuMillis.toFixed(1), ratio];
  return `| ${[...cells, residentOf(bare.pid), residentOf(product.pid)].join(' | ')} |`;
}

/** Renders that so many equal requests at once have led to: those whose answer was not another one's. */
async function madeOf(url: string): Promise<number> {
  const answers = await Promise.all(Array.from({ length: equal }, () => fetch(url)));
  for (const answer of answers) {
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`Expected 200 but got ${answer.status}.`);
  }
  return answers.filter(({ headers }) => !headers.get('cache-status')?.includes('collapsed')).length;
}

/** Megabytes of a process and all below it. */
function residentOf(pid: number): number {
  const own = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  return Math.round(children.reduce((sum, child) => sum + residentOf(child), own / 1024));
}

function page(cores: number, rows: readonly string[], made: number): string {
  return `# lanes

Photographs → JPEG of about 512 px, no two alike at the same time, ${times} renders a slot, ${rounds} rounds. Bare sharp works in one process; the product in a
server and ${cores + 1} render processes, and each of those holds a Node and a libvips of its own.
Target: product ≤ 1.10 × bare sharp (CPU a request, render processes included); ${equal} equal requests at once are one render.

| source | at once | bare: CPU ms | product: CPU ms | × bare (lowest – highest) | bare: MB | product: MB |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}

${equal} equal requests at once: ${made} render${made === 1 ? '' : 's'}.

Made by \`npm run bench -- lanes\` with Node ${process.versions.node} on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}.
`;
}
