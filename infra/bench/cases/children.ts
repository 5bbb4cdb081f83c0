// Two choices for render processes, measured: one libvips thread each or two, and how far they stand back for hits.
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startChild } from '../child.ts';
import { workersOf } from '../hostile/family.ts';
import { atRate, share, type Traffic } from '../open-loop.ts';
import { photo } from '../photos.ts';
import { cpuMillisOf } from '../process-cpu.ts';
import { type Product, startProduct } from '../product.ts';

const rounds = 3;
const hitsPerSecond = 100;
const sliceMillis = 5000;

export async function children(): Promise<string> {
  const scratch = await mkdtemp(join(tmpdir(), 'imageserver-bench-'));
  try {
    const file = join(scratch, 'photo');
    await writeFile(file, (await photo('mountain-12mp.jpg')).bytes);
    return `# children

12 MP → 800, all cores busy (renders × threads = 2 and 4); medians of ${rounds} rounds.

| to | threads a render | renders at once | ms a render | CPU ms a render |
| --- | ---: | ---: | ---: | ---: |
${await threads(file, 'jpeg', 24)}
${await threads(file, 'avif', 10)}

${hitsPerSecond} hits a second beside renders of a 4 MP photo without pause, two at once; niceness changes within one run, ${rounds} times.

| niceness of render processes | ms a hit, p50 / p99 | renders a second |
| ---: | ---: | ---: |
${await niceness()}

Made by \`npm run bench -- children\` with Node ${process.versions.node} on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}.
`;
  } finally {
    await rm(scratch, { recursive: true });
  }
}

async function threads(file: string, format: string, renders: number): Promise<string> {
  const lines: string[] = [];
  for (const [count, atOnce] of [
    [1, 1],
    [2, 1],
    [1, 2],
    [2, 2],
  ] as const) {
    const args = ['infra/bench/servers/sharp-threads.ts', String(count), String(atOnce), format, file];
    const child = await startChild(args, /ready/);
    await child.ask('4');
    const taken: { wall: number; cpu: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const before = cpuMillisOf(child.pid);
      const wall = Number(await child.ask(String(renders))) / renders;
      taken.push({ wall, cpu: (cpuMillisOf(child.pid) - before) / renders });
    }
    await child.stop();
    const { wall, cpu } = taken.toSorted((a, b) => a.wall - b.wall)[rounds >> 1] ?? { wall: 0, cpu: 0 };
    lines.push(`| ${format} | ${count} | ${atOnce} | ${wall.toFixed(1)} | ${cpu.toFixed(1)} |`);
  }
  return lines.join('\n');
}

async function niceness(): Promise<string> {
  const product = await startProduct({ IMG_RENDERERS: '2', IMG_EVOL_BYTES: '0' });
  try {
    await product.store('photo.jpg', (await photo('foliage-4mp.jpg')).bytes);
    // Raising a priority again wants privileges, so the figure without is taken only by root.
    const steps = process.getuid?.() === 0 ? [10, 0] : [10];
    const taken = new Map(steps.map((nice) => [nice, { millis: [] as number[], renders: 0 }]));
    await slice(product);
    for (let round = 0; round < rounds; round += 1) {
      for (const nice of steps) {
        for (const pid of workersOf(product.pid)) reprioritise(pid, nice);
        const { hits, renders } = await slice(product);
        const sum = taken.get(nice);
        sum?.millis.push(...hits.millis);
        if (sum) sum.renders += renders;
      }
    }
    return [...taken]
      .map(([nice, { millis, renders }]) => {
        const sorted = millis.toSorted((a, b) => a - b);
        const rate = (renders * 1000) / (rounds * sliceMillis);
        return `| ${nice} | ${share(sorted, 0.5).toFixed(1)} / ${share(sorted, 0.99).toFixed(1)} | ${rate.toFixed(1)} |`;
      })
      .join('\n');
  } finally {
    await product.stop();
  }
}

// Every thread has a niceness of its own on Linux.
function reprioritise(pid: number, nice: number): void {
  for (const thread of readdirSync(`/proc/${pid}/task`)) setPriority(Number(thread), nice);
}

let nth = 0;

async function slice({ url }: Product): Promise<{ hits: Traffic; renders: number }> {
  const stop = new AbortController();
  const hits = atRate(hitsPerSecond, () => `${url}/img/w=400/photo.jpg`, stop.signal);
  let renders = 0;
  const lane = async () => {
    while (!stop.signal.aborted) {
      nth += 1;
      const answer = await fetch(`${url}/img/w=${300 + (nth % 500)},q=${40 + (nth % 53)}/photo.jpg`);
      await answer.arrayBuffer();
      if (answer.ok) renders += 1;
    }
  };
  const lanes = [lane(), lane()];
  await pause(sliceMillis);
  stop.abort();
  await Promise.all(lanes);
  return { hits: await hits, renders };
}
