// A hit of 20 KB and of 200 KB, a 304 and an eVol hit through the whole product with everything on, against bare
// node:http and nginx that have the same bytes and headers: CPU a request, rate, and how late answers are at a fixed rate.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild } from '../child.ts';
import { hasNginx, type Nginx, startNginx } from '../nginx.ts';
import { share } from '../open-loop.ts';
import { photo } from '../photos.ts';
import { cpuMillisOf } from '../process-cpu.ts';
import { freePort, type Product, startProduct } from '../product.ts';
import { rawLoad } from '../raw-load.ts';
import { median, playRounds } from '../rounds.ts';

const connections = 32;
const requests = 2_000;
const rounds = 5;
const perSecond = 8_000;
const rateSeconds = 1;
const rateRounds = 5;

const everything = {
  IMG_RENDERERS: '1',
  IMG_REFINE: 'off',
  IMG_KEYS: `k1:${'07'.repeat(32)}`,
  IMG_PURGE_KEYS: 'Surrogate-Key,Cache-Tag',
  IMG_CACHE_CDN: '86400',
};

interface Target {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
  readonly path: string;
  readonly etag: string;
}

interface Figures {
  readonly name: string;
  readonly cpu: number;
  readonly rate: number;
  readonly overBare: number;
  readonly overNginx: number | undefined;
}

export async function http(): Promise<string> {
  const scratch = await mkdtemp(join(tmpdir(), 'imageserver-bench-'));
  const opened: (() => Promise<unknown>)[] = [() => rm(scratch, { recursive: true })];
  const nginxThere = hasNginx();
  if (!nginxThere)
    console.log('Without nginx: there is none on this machine (apt-get install nginx brings it on Debian).');
  try {
    const product = await startProduct(everything);
    opened.push(() => product.stop());
    const disk = await startProduct({ ...everything, IMG_MVOL_BYTES: '0', IMG_EVOL_ADMIT: 'first' });
    opened.push(() => disk.stop());
    const { name, bytes } = await photo('foliage-4mp.jpg');
    await product.store(name, bytes);
    await disk.store(name, bytes);
    const small = await warm(product, `/img/w=400,q=70/${name}`);
    const large = await warm(product, await pathOfSize(product, name, 200_000));
    const kept = await warm(disk, `/img/w=400,q=70/${name}`);

    await writeFile(join(scratch, 'small'), small.body);
    await writeFile(join(scratch, 'large'), large.body);
    const bare = async (file: string, headers: Headed['headers']): Promise<Child & { port: number }> => {
      const port = await freePort();
      const args = [
        'infra/bench/servers/bare-http.ts',
        String(port),
        join(scratch, file),
        JSON.stringify(headers.flat()),
      ];
      const child = await startChild(args, /ready/);
      opened.push(() => child.stop());
      return { ...child, port };
    };
    const bareSmall = await bare('small', small.headers);
    const bareLarge = await bare('large', large.headers);
    const nginx = nginxThere ? await startNginx(scratch, small.headers) : undefined;
    if (nginx !== undefined) opened.push(() => nginx.stop());

    const of = (who: string, pid: number, port: number, path: string, etag: string): Target => ({
      ...{ name: who, pid, port, path, etag },
    });
    const productPort = portOf(product);
    const groups = [
      {
        what: `${(small.body.length / 1000).toFixed(0)} KB`,
        status: 200,
        targets: [
          of('bare node:http', bareSmall.pid, bareSmall.port, '/', ''),
          of('product, mVol hit', product.pid, productPort, small.path, ''),
          of('product, eVol hit', disk.pid, portOf(disk), kept.path, ''),
        ],
        nginx: '/small',
      },
      {
        what: `${(large.body.length / 1000).toFixed(0)} KB`,
        status: 200,
        targets: [
          of('bare node:http', bareLarge.pid, bareLarge.port, '/', ''),
          of('product, mVol hit', product.pid, productPort, large.path, ''),
        ],
        nginx: '/large',
      },
      {
        what: '304',
        status: 304,
        targets: [
          of('bare node:http', bareSmall.pid, bareSmall.port, '/', small.etag),
          of('product', product.pid, productPort, small.path, small.etag),
        ],
        nginx: '/small',
      },
    ];
    const all = [];
    for (const { what, status, targets, nginx: path } of groups) {
      const etag = status === 304 && nginx !== undefined ? await etagOf(nginx, path) : '';
      const yardstick = nginx === undefined ? [] : [of('nginx', nginx.pid, nginx.port, path, etag)];
      all.push({ what, status, targets: [...targets, ...yardstick] });
    }
    const tables = await compareAll(all);
    const late = await lateness(all[0]?.targets ?? []);
    return page(small.headers.length, tables, late);
  } finally {
    for (const close of opened.reverse()) await close();
  }
}

interface Headed {
  readonly path: string;
  readonly body: Buffer;
  readonly etag: string;
  readonly headers: readonly (readonly [string, string])[];
}

// Set by node:http itself on both sides.
const ownHeaders = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding']);

/** Asked for until it comes from where it is kept. */
async function warm({ url }: Product, path: string): Promise<Headed> {
  for (let turn = 0; turn < 4; turn += 1) await (await fetch(url + path)).arrayBuffer();
  const answer = await fetch(url + path);
  const body = Buffer.from(await answer.arrayBuffer());
  const headers = [...answer.headers].filter(([header]) => !ownHeaders.has(header));
  return { path, body, etag: answer.headers.get('etag') ?? '', headers };
}

async function pathOfSize({ url }: Product, name: string, byteLength: number): Promise<string> {
  for (let width = 800; width < 2400; width += 50) {
    const path = `/img/w=${width},q=70/${name}`;
    if ((await (await fetch(url + path)).arrayBuffer()).byteLength >= byteLength) return path;
  }
  throw new Error(`Expected a result of ${byteLength} bytes.`);
}

async function etagOf({ port }: Nginx, path: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`);
  await answer.arrayBuffer();
  return answer.headers.get('etag') ?? '';
}

const portOf = ({ url }: Product): number => Number(new URL(url).port);

function requestTo({ path, etag }: Target): string {
  return `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${etag === '' ? '' : `If-None-Match: ${etag}\r\n`}\r\n`;
}

/** All of them in every round, each compared with those that send the same. */
async function compareAll(groups: readonly { what: string; status: number; targets: readonly Target[] }[]) {
  const flat = groups.flatMap(({ status, targets }) =>
    targets.map((target) => ({ status, target, rates: [] as number[] })),
  );
  const contenders = flat.map(({ status, target, rates }) => ({
    async slot() {
      const before = cpuMillisOf(target.pid);
      const load = { port: target.port, request: requestTo(target), status, connections, requests };
      rates.push((await rawLoad(load)).perSecond);
      return (cpuMillisOf(target.pid) - before) / requests;
    },
  }));
  const slots = await playRounds(contenders, rounds);
  let first = 0;
  return groups.map(({ what, targets }) => {
    const base = first;
    first += targets.length;
    const nginx = targets.findIndex(({ name }) => name === 'nginx');
    const over = (index: number, other: number) =>
      median(slots.map((round) => (round[base + index] ?? 0) / (round[base + other] ?? 1)));
    const rows = targets.map(
      ({ name }, index): Figures => ({
        name,
        cpu: median(slots.map((round) => round[base + index] ?? 0)),
        rate: median(flat[base + index]?.rates ?? []),
        overBare: over(index, 0),
        overNginx: nginx === -1 ? undefined : over(index, nginx),
      }),
    );
    return { what, rows };
  });
}

/** The 99th percentile of each at a fixed rate, and its ratio to nginx inside each round. */
async function lateness(targets: readonly Target[]) {
  const asked = targets.filter(({ name }) => !name.includes('eVol'));
  const contenders = asked.map((target) => ({
    async slot() {
      const load = { port: target.port, request: requestTo(target), status: 200, connections: 40 };
      const { millis } = await rawLoad({ ...load, requests: perSecond * rateSeconds, perSecond });
      return share(millis, 0.99);
    },
  }));
  const slots = await playRounds(contenders, rateRounds);
  const nginx = asked.findIndex(({ name }) => name === 'nginx');
  return asked.map(({ name }, index) => ({
    name,
    p99: median(slots.map((round) => round[index] ?? 0)),
    overNginx: nginx === -1 ? undefined : median(slots.map((round) => (round[index] ?? 0) / (round[nginx] ?? 1))),
  }));
}

const ratio = (value: number | undefined): string => value?.toFixed(2) ?? 'no nginx';

function page(
  headers: number,
  tables: readonly { what: string; rows: readonly Figures[] }[],
  late: readonly { name: string; p99: number; overNginx: number | undefined }[],
): string {
  const hits = tables.map(({ what, rows }) => {
    const lines = rows.map(
      ({ name, cpu, rate, overBare, overNginx }) =>
        `| ${name} | ${(cpu * 1000).toFixed(1)} | ${overBare.toFixed(2)} | ${ratio(overNginx)} | ${rate.toFixed(0)} |`,
    );
    return `## ${what}\n\n| | CPU µs a request | × bare | × nginx | answers a second |\n| --- | ---: | ---: | ---: | ---: |\n${lines.join('\n')}\n`;
  });
  const lines = late.map(({ name, p99, overNginx }) => `| ${name} | ${p99.toFixed(2)} | ${ratio(overNginx)} |`);
  return `# http

${connections} connections, ${requests} requests a slot, ${rounds} rounds, ${headers} headers; keys, purge keys and CDN lives on.
Targets: a hit ≤ 1.35 × bare node:http, ≤ 2.0 × nginx at 20 KB (CPU a request); p99 at ${perSecond} a second ≤ 2.5 × nginx.

${hits.join('\n')}
## ${perSecond} requests a second

Milliseconds from when a request was due, ${rateRounds} rounds of ${rateSeconds} s, 40 connections.

| | p99 | × nginx |
| --- | ---: | ---: |
${lines.join('\n')}

Made by \`npm run bench -- http\` with Node ${process.versions.node} on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}.
Figures are medians over interleaved rounds; each ratio is taken inside its round. nginx: one worker, sendfile, open_file_cache, no log.
The load counts bytes and shares the machine; where it is the limit, the rates of two servers come out alike.
`;
}
