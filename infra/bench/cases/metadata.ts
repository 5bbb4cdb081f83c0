// mDatabase beside a JavaScript Map and beside better-sqlite3: memory, growth, start and lookups, each store in a
// fresh process of its own.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

type Figures = Readonly<Record<string, number | undefined>>;

const stores = {
  compact: 'mDatabase',
  map: 'JS Map, name → object',
  sqlite: 'better-sqlite3, TEXT key, WITHOUT ROWID',
  served: "better-sqlite3, pDatabase's row as a record",
};
// 600 bytes a row: more would fill the disk and say the same.
const servedImages = 1_000_000;
const starts = 3;
// V8's limit of a Map.
const mapImages = 2 ** 24;
const run = promisify(execFile);

export async function metadata(sizes: readonly number[]): Promise<string> {
  const lines: string[] = [];
  const churned = await churnOf(Math.min(...sizes, 1_000_000));
  for (const images of sizes) {
    const folder = await mkdtemp(join(tmpdir(), 'imageserver-bench-'));
    try {
      lines.push(...(await linesOf(images, folder)));
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  return `# metadata

Generated records, put one by one; random lookups of names, medians of rounds of 10,000.
Targets at 10 M: mDatabase ≤ 39 bytes of RSS an image, ready from its backup in ≤ 500 ms and ≤ 39 bytes of file, a hit ≥ 20 × faster than
better-sqlite3's, no 100 puts over 10 ms.

| images | store | RSS bytes an image | peak ÷ resting | build s | file bytes an image | ready ms | hit ns | miss ns | hit × mDatabase's | slowest 100 puts ms (CPU) |
| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${lines.join('\n')}

The last row is what a lookup would cost without mDatabase: \`get\` of the row that pDatabase holds, parsed and checked into an ImageMeta, and the
record of it. The one above reads 24 bytes and makes nothing of them.

Deleting and adding half of all images ten times over, the backup file kept up all the while (goal: at most 5 % more):

${churned}

Made by \`npm run bench -- metadata --images ${sizes.join(',')}\` with Node ${process.versions.node} on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}.
RSS is the growth of a fresh process after garbage collection; SQLite keeps its rows in the file. Ready: median and slowest of ${starts}
fresh processes, file in the page cache, from an empty mDatabase to one that answers. CPU: of the main thread, without waiting for
the processor.
`;
}

async function linesOf(images: number, folder: string): Promise<string[]> {
  const lines: string[] = [];
  let hitNanos = 0;
  for (const [kind, title] of Object.entries(stores)) {
    if ((kind === 'map' && images > mapImages) || (kind === 'served' && images > servedImages)) continue;
    const figures = await child(kind, images, folder);
    if (kind === 'compact') hitNanos = figures.hitNanos ?? 0;
    const ready = kind === 'compact' ? await readyOf(images, folder) : '–';
    const { rssBytes = 0, peakBytes = 0, slowestMillis = 0, slowestCpuMillis = 0, fileBytes } = figures;
    const cells = [
      images.toLocaleString('en'),
      title,
      (rssBytes / images).toFixed(1),
      fileBytes !== undefined && kind !== 'compact' ? '–' : (peakBytes / rssBytes).toFixed(2),
      ((figures.buildMillis ?? 0) / 1000).toFixed(1),
      fileBytes === undefined ? '–' : (fileBytes / images).toFixed(1),
      ready,
      (figures.hitNanos ?? 0).toFixed(0),
      (figures.missNanos ?? 0).toFixed(0),
      ((figures.hitNanos ?? 0) / hitNanos).toFixed(1),
      `${slowestMillis.toFixed(1)} (${slowestCpuMillis.toFixed(1)})`,
    ];
    lines.push(`| ${cells.join(' | ')} |`);
    console.log(lines.at(-1));
  }
  return lines;
}

async function churnOf(images: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'imageserver-bench-'));
  try {
    const { rssBytes = 0, mostRssBytes = 0, fileBytes = 0, mostFileBytes = 0 } = await child('churn', images, folder);
    const line = (what: string, before: number, most: number) =>
      `| ${what} | ${(before / 2 ** 20).toFixed(1)} | ${(most / 2 ** 20).toFixed(1)} | ${((most / before - 1) * 100).toFixed(1)} % |`;
    return [
      `| ${images.toLocaleString('en')} images | MiB before | MiB at most | grown |`,
      '| --- | ---: | ---: | ---: |',
      line('RSS of the process', rssBytes, mostRssBytes),
      line('backup file', fileBytes, mostFileBytes),
    ].join('\n');
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function readyOf(images: number, folder: string): Promise<string> {
  const times: number[] = [];
  for (let start = 0; start < starts; start += 1) {
    times.push((await child('load', images, folder)).readyMillis ?? 0);
  }
  times.sort((a, b) => a - b);
  return `${times[starts >> 1]?.toFixed(0)} (${times.at(-1)?.toFixed(0)})`;
}

async function child(kind: string, images: number, folder: string): Promise<Figures> {
  const entry = 'infra/bench/servers/metadata-store.ts';
  // A young generation of one size: its growth is no growth of the store.
  const flags = ['--expose-gc', '--max-old-space-size=8192', '--min-semi-space-size=8', '--max-semi-space-size=8'];
  const { stdout } = await run(process.execPath, [...flags, entry, kind, String(images), folder]);
  return JSON.parse(stdout);
}
