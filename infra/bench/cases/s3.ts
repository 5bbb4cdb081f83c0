// Hits, misses and uploads over Ceph's radosgw (infra/s3), beside the same server with its originals on the local disk;
// and what each costs in calls to the bucket, by the server's own count.
import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import sharp from 'sharp';
import { type Product, startProduct } from '../product.ts';

const run = promisify(execFile);
const script = 'infra/s3/radosgw.sh';
const images = 80;
const inFlight = 8;
const rounds = 3;
const hitMillis = 1_000;
const common = { IMG_METRICS: 'open', IMG_REFINE: 'off', IMG_META_TTL: '600', IMG_QUEUE_MILLIS: '60000' };

interface Work {
  readonly perSecond: number;
  /** Calls to the bucket for each. */
  readonly calls: number;
}

type Found = Record<string, { local: Work[]; bucket: Work[] }>;

export async function s3(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'imageserver-radosgw-'));
  const started = await run(script, ['start', directory]).catch(({ stderr }) => String(stderr).trim());
  if (typeof started === 'string') return `# s3\n\nNot measured: ${started}\n`;
  const place = environmentOf(started.stdout);
  const local = await startProduct(common);
  try {
    const bucket = `bench-${crypto.randomUUID()}`;
    await makeBucket(place, bucket);
    // Two: what one has stored is unknown to the other.
    const settings = { ...common, ...place, IMG_PVOL: `s3://${bucket}/house` };
    const [writer, reader] = await Promise.all([startProduct(settings), startProduct(settings)]);
    const found = await measure(local, writer, reader).finally(() => Promise.all([writer.stop(), reader.stop()]));
    return text({ ...found, ...(await measureResults({ ...settings, IMG_RESULTS: 's3' })) });
  } finally {
    await local.stop();
    await run(script, ['stop', directory]);
  }
}

async function measure(local: Product, writer: Product, reader: Product) {
  const picture = await photo();
  const found: Found = {};
  const note = (what: string, side: 'local' | 'bucket', work: Work) => {
    found[what] ??= { local: [], bucket: [] };
    found[what][side].push(work);
  };
  for (let round = 0; round < rounds; round += 1) {
    const names = Array.from({ length: images }, (_, index) => `${round}/${index}.jpg`);
    // Another image under each name: equal bytes are one file locally.
    const put = (product: Product) => (name: string) => product.store(name, own(picture, name));
    note('uploads', 'local', await timed(local, names, put(local)));
    note('uploads', 'bucket', await timed(writer, names, put(writer)));
    const miss = (product: Product) => (name: string) => get(product, name);
    note('misses, known names', 'local', await timed(local, names, miss(local)));
    note('misses, unknown names', 'bucket', await timed(reader, names, miss(reader)));
    note('misses, known names', 'bucket', await timed(writer, names, miss(writer)));
    const until = () => performance.now() + hitMillis;
    note('hits', 'local', await timed(local, forever(names[0] ?? '', until()), miss(local)));
    note('hits', 'bucket', await timed(reader, forever(names[0] ?? '', until()), miss(reader)));
    const strangers = names.map((name) => `nothing/${name}`);
    note('unknown names, 404', 'bucket', await timed(reader, strangers, (name) => get(reader, name, 404)));
  }
  return found;
}

// What is kept in the bucket as well: made by one server, and had by another.
async function measureResults(settings: Record<string, string>): Promise<Found> {
  const [maker, other] = await Promise.all([startProduct(settings), startProduct(settings)]);
  try {
    const names = Array.from({ length: images }, (_, index) => `0/${index}.jpg`);
    const made = await timed(maker, names, (name) => get(maker, name));
    await setTimeout(500); // Nobody waits for its writes.
    const had = await timed(other, names, (name) => get(other, name));
    return {
      'misses with IMG_RESULTS=s3': { local: [], bucket: [made] },
      'the same at another server': { local: [], bucket: [had] },
    };
  } finally {
    await Promise.all([maker.stop(), other.stop()]);
  }
}

async function timed(product: Product, work: Iterable<string>, one: (name: string) => Promise<void>): Promise<Work> {
  const before = await callsOf(product);
  const started = performance.now();
  let done = 0;
  const names = work[Symbol.iterator]();
  const walk = async () => {
    for (let next = names.next(); !next.done; next = names.next()) {
      await one(next.value);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, walk));
  const perSecond = (done * 1000) / (performance.now() - started);
  return { perSecond, calls: ((await callsOf(product)) - before) / done };
}

function* forever(name: string, until: number): Generator<string> {
  while (performance.now() < until) yield name;
}

async function get({ url }: Product, name: string, expected = 200): Promise<void> {
  const answer = await fetch(`${url}/img/w=200,f=jpg/${name}`);
  await answer.arrayBuffer();
  if (answer.status !== expected) throw new Error(`Expected ${expected} for ${name} but got ${answer.status}.`);
}

// What is shared of the configuration is looked at once in IMG_META_TTL: not within a run.
async function callsOf({ url }: Product): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return [...metrics.matchAll(/^\w*s3_calls_total\{[^}]*\} (\d+)$/gm)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
}

async function photo(): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 20 } as const;
  const made = sharp({ create: { width: 640, height: 480, channels: 3, background: 'gray', noise } });
  return made.blur(2).jpeg({ quality: 70 }).toBuffer();
}

// What follows the end of a JPEG is nobody's, and changes its digest.
function own(picture: Buffer, name: string): Uint8Array {
  return Buffer.concat([picture, Buffer.from(name)]);
}

function environmentOf(lines: string): Record<string, string> {
  const pairs = lines.split('\n').filter((line) => /^(IMG_|AWS_)/.test(line));
  return Object.fromEntries(pairs.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

async function makeBucket(place: Record<string, string>, Bucket: string): Promise<void> {
  const { IMG_S3_ENDPOINT: endpoint = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = place;
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  const client = new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket }));
  client.destroy();
}

function text(found: Found): string {
  const rows = Object.entries(found).map(([what, { local, bucket }]) => {
    const here = median(local.map(({ perSecond }) => perSecond));
    const there = median(bucket.map(({ perSecond }) => perSecond));
    const calls = median(bucket.map(({ calls }) => calls));
    const shown = (value: number) => (Number.isNaN(value) ? '' : value.toFixed(0));
    return `| ${what} | ${shown(here)} | ${shown(there)} | ${Number.isNaN(calls) ? '' : calls.toFixed(2)} |`;
  });
  return `# s3

Requests a second with originals on the local disk and in a bucket of Ceph's radosgw (one OSD in RAM), ${inFlight} at a time, ${images} JPEG of
640 × 480 a round, medians of ${rounds} rounds. Client, servers, render processes and radosgw share the machine. Calls are the server's own
count (\`s3_calls_total\`), repetitions included. Target: 1 call a miss, 0 a hit.

| | local disk | bucket | calls each |
| --- | ---: | ---: | ---: |
${rows.join('\n')}

Made by \`npm run bench -- s3\` with Node ${process.versions.node} on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}.
`;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
