// Servers over one bucket: what a miss costs, what the others see and when, and what happens while the bucket is silent.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import sharp from 'sharp';
import { DefaultHttpStack, Upload } from 'tus-js-client';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { noise } from '../../support/bytes.ts';
import type { Call } from '../../support/s3/faults.ts';
import { openS3Server, type S3Server } from '../../support/s3/s3-server.ts';
import { type Served, serve } from '../../support/served.ts';

const token = 'token-of-these-tests';
let red: Uint8Array<ArrayBuffer>;
let blue: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  [red, blue] = await Promise.all([plain('red'), plain('blue')]);
});

async function plain(background: string) {
  const made = sharp({ create: { width: 400, height: 300, channels: 3, background } });
  return new Uint8Array(await made.png().toBuffer());
}

async function bucket(honours?: Parameters<typeof openS3Server>[0]): Promise<S3Server> {
  const s3 = await openS3Server(honours);
  onTestFinished(() => s3.close());
  return s3;
}

async function node(s3: S3Server, more?: Record<string, string>): Promise<Served> {
  const served = await started(s3, more);
  onTestFinished(async () => void (await served.stop('SIGKILL')));
  return served;
}

async function started(s3: S3Server, more: Record<string, string> = {}): Promise<Served> {
  return serve(await mkdtemp(join(tmpdir(), 'imageserver-test-')), {
    ...{ IMG_PVOL: `s3://${s3.bucket}/house`, IMG_S3_ENDPOINT: s3.endpoint, IMG_META_TTL: '1', IMG_TOKEN: token },
    ...{ AWS_ACCESS_KEY_ID: s3.credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: s3.credentials.secretAccessKey },
    ...{ IMG_REFINE: 'off', IMG_RENDERERS: '0' },
    ...more,
  });
}

const api = (at: Served, path: string, init: RequestInit = {}) =>
  fetch(`${at.url}/api/${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });
const put = (at: Served, name: string, body: Uint8Array<ArrayBuffer>, headers = {}) =>
  api(at, `images/${name}`, { method: 'PUT', body, headers });

async function colour(at: Served, name: string, options = 'w=20,f=png'): Promise<string | number> {
  const answer = await fetch(`${at.url}/img/${options}/${name}`);
  if (answer.status !== 200) return answer.status;
  const [r = 0, , b = 0] = await sharp(await answer.arrayBuffer())
    .removeAlpha()
    .raw()
    .toBuffer();
  return r > b ? 'red' : 'blue';
}

// What is shared of the configuration is looked at now and then, whatever is asked for.
const operations = (s3: S3Server) =>
  s3.calls.filter(({ key }) => !key.startsWith('house//')).map(({ operation }) => operation);

interface Json {
  readonly images: readonly { readonly name: string }[];
  readonly next: string;
  readonly token: string;
  readonly ticket: string;
  readonly warnings: readonly string[];
}

const jsonOf = async (answer: Promise<Response>) => (await (await answer).json()) as Json;

/** Of tus-js-client: each request goes to the next of them. */
function inTurn(servers: readonly Served[]) {
  const stack = new DefaultHttpStack({});
  let turn = 0;
  const next = (url: string) => new URL(new URL(url).pathname, servers[turn++ % servers.length]?.url).href;
  return {
    getName: () => 'in turn',
    createRequest: (method: string, url: string) => stack.createRequest(method, next(url)),
  };
}

/** How long it takes until it is so. */
async function until(isSo: () => Promise<boolean>): Promise<number> {
  const started = performance.now();
  while (!(await isSo())) {
    if (performance.now() - started > 10_000) throw new Error('It never came.');
    await setTimeout(20);
  }
  return performance.now() - started;
}

describe('two servers over one bucket', () => {
  let [s3, a, b]: [S3Server, Served, Served] = [] as never;
  beforeAll(async () => {
    s3 = await openS3Server();
    [a, b] = await Promise.all([started(s3), started(s3)]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([a, b].map((served) => served.stop('SIGKILL')));
    await s3.close();
  });

  test('a miss costs one GET and no other call, an unknown name one and then none, a hit none', async () => {
    expect((await put(a, 'red.png', red)).status).toBe(201);
    s3.forget();
    // Its name is unknown to b, then known (or, where the machine is slow, to be confirmed), then to be confirmed.
    expect(await colour(b, 'red.png')).toBe('red');
    expect(operations(s3)).toEqual(['GetObject']);
    s3.forget();
    expect(await colour(b, 'red.png', 'w=30,f=png')).toBe('red');
    expect(['', 'GetObject']).toContain(operations(s3).join());
    await setTimeout(1100);
    s3.forget();
    expect(await colour(b, 'red.png', 'w=40,f=png')).toBe('red');
    expect(operations(s3)).toEqual(['GetObject']);
    s3.forget();
    for (let again = 0; again < 3; again += 1) expect(await colour(b, 'red.png', 'w=40,f=png')).toBe('red');
    expect(operations(s3)).toEqual([]);
    for (let again = 0; again < 3; again += 1) expect(await colour(b, 'nothing.png')).toBe(404);
    expect(operations(s3)).toEqual(['GetObject']);
    s3.forget();
    const whole = await fetch(`${a.url}/original/red.png`, { headers: { range: 'bytes=1-3' } });
    expect([whole.status, await whole.text()]).toEqual([206, 'PNG']);
    const parts = s3.calls.filter(({ operation, key }) => operation === 'GetObject' && !key.startsWith('house//'));
    expect(parts.map(({ range }) => range)).toEqual(['bytes=1-3']);
  }, 60_000);

  test('a replace and a delete on one are seen on the other within IMG_META_TTL, a new name too', async () => {
    expect(await colour(b, 'x.png')).toBe(404);
    await put(a, 'x.png', red);
    const seen = [await until(async () => (await colour(b, 'x.png')) === 'red')];
    expect((await put(b, 'x.png', blue)).status).toBe(200);
    expect(await colour(b, 'x.png')).toBe('blue');
    seen.push(await until(async () => (await colour(a, 'x.png')) === 'blue'));
    expect((await api(a, 'images/x.png', { method: 'DELETE' })).status).toBe(204);
    expect(await colour(a, 'x.png')).toBe(404);
    seen.push(await until(async () => (await colour(b, 'x.png')) === 404));
    // A second, and what a slow machine takes for two requests.
    expect(Math.max(...seen)).toBeLessThan(4000);
  }, 60_000);

  test('preconditions hold between them, and who says none wins in the end', async () => {
    const both = await Promise.all([a, b].map((at) => put(at, 'race.png', red, { 'if-none-match': '*' })));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 412]);
    const etag = (await api(b, 'images/race.png')).headers.get('etag') ?? '';
    expect((await put(a, 'race.png', blue, { 'if-match': etag })).status).toBe(200);
    expect((await put(b, 'race.png', red, { 'if-match': etag })).status).toBe(412);
    const racing = await Promise.all([a, b, a, b].map((at, index) => put(at, 'race.png', index % 2 ? red : blue)));
    expect(racing.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  }, 60_000);

  test('the management API lists, purges and removes what lies in the bucket; tokens and pipelines are for both', async () => {
    for (const name of ['d/1', 'd/2', 'd/3', 'e/1']) await put(a, name, red);
    const first = await jsonOf(api(b, 'images?prefix=d/&limit=2'));
    expect(first.images.map(({ name }) => name)).toEqual(['d/1', 'd/2']);
    expect(first.images[0]).toMatchObject({ width: 400, height: 300, contentType: 'image/png' });
    const second = await jsonOf(api(b, `images?prefix=d/&limit=2&after=${encodeURIComponent(first.next)}`));
    expect(second.images.map(({ name }) => name)).toEqual(['d/3']);
    const erased = await jsonOf(api(b, 'images/d/1?erase=true', { method: 'DELETE' }));
    expect(erased).toMatchObject({ name: 'd/1', erased: true });
    expect(s3.objects.keys()).not.toContain('house/d/1');
    expect((await api(b, 'purge', { method: 'POST', body: '{"prefix":"d/"}' })).status).toBe(200);
    await api(a, 'pipelines/small', { method: 'PUT', body: '{"options":"w=20,f=png"}' });
    const made = await jsonOf(api(a, 'tokens', { method: 'POST', body: '{"scopes":["read"]}' }));
    const mine = { headers: { authorization: `Bearer ${made.token}` } };
    await until(async () => (await api(b, 'images/d/2', mine)).status === 200);
    await until(async () => (await colour(b, 'd/2', 'p=small')) === 'red');
  }, 60_000);

  test('an upload in pieces goes on at the other, also where a third is killed in the middle of a piece', async () => {
    const c = await node(s3);
    const [width, height, channels] = [300, 11_000, 3] as const;
    const pixels = sharp(noise(width * height * channels), { raw: { width, height, channels } });
    const bytes = await pixels.png({ compressionLevel: 0 }).toBuffer();
    const { ticket } = await jsonOf(api(a, 'uploads', { method: 'POST', body: '{"name":"large.png"}' }));
    const headers = { 'tus-resumable': '1.0.0', 'upload-ticket': ticket };
    const begin = { method: 'POST', headers: { ...headers, 'upload-length': String(bytes.length) } };
    const begun = await fetch(`${c.url}/api/resumable`, begin);
    const path = begun.headers.get('location') ?? '';
    const offset = async () =>
      (await fetch(`${b.url}${path}`, { method: 'HEAD', headers })).headers.get('upload-offset');
    const endless = new ReadableStream({ start: (controller) => controller.enqueue(bytes.subarray(0, 9_000_000)) });
    const type = { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' };
    const cut = { method: 'PATCH', body: endless, duplex: 'half', headers: { ...headers, ...type } } as RequestInit;
    const broken = fetch(`${c.url}${path}`, cut).catch(({ name }: Error) => name);
    await until(async () => (await offset()) === String(8 * 1024 ** 2));
    await c.stop('SIGKILL');
    expect([await broken, await offset()]).toEqual(['TypeError', String(8 * 1024 ** 2)]);
    // Nobody hears that it became an image: it is brought in once more, and is no other one's that the ticket may not replace.
    const isDone = () => s3.objects.keys().includes('house/large.png');
    const on = ({ key, operation }: Call) => operation === 'PutObject' && key.endsWith('/state') && isDone();
    s3.faults.add({ on, wrong: { status: 500 }, times: 3 });
    const refusals: number[] = [];
    await new Promise((resolve, reject) => {
      const upload = new Upload(bytes, {
        ...{ uploadUrl: `${a.url}${path}`, headers: { 'upload-ticket': ticket }, chunkSize: 500_000 },
        ...{ httpStack: inTurn([a, b]), retryDelays: [0], onSuccess: resolve, onError: reject },
        onAfterResponse: (_, response) => void (response.getStatus() > 299 && refusals.push(response.getStatus())),
      });
      upload.start();
    });
    expect(refusals).toEqual([503]);
    const original = await (await fetch(`${b.url}/original/large.png`)).arrayBuffer();
    expect(Buffer.compare(Buffer.from(original), bytes)).toBe(0);
    expect((await fetch(`${b.url}/api/resumable`, begin)).status).toBe(403);
  }, 60_000);

  test('while the bucket is silent, requests are answered 503 in time and hits go on', async () => {
    await put(a, 'silent.png', red);
    expect(await colour(a, 'silent.png')).toBe('red');
    s3.faults.add({ on: () => true, wrong: 'stall' });
    await setTimeout(1100);
    const started = performance.now();
    const asked = await Promise.all([colour(a, 'silent.png'), colour(a, 'other.png'), put(a, 'y.png', red)]);
    expect([asked[0], asked[1], asked[2]?.status]).toEqual(['red', 503, 503]);
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(a.printed().err).toContain('mdatabase.unconfirmed');
    s3.faults.clear();
    expect((await put(a, 'y.png', red)).status).toBe(201);
  }, 60_000);
});

describe('a server over a bucket', () => {
  test('a bucket that ignores conditions is said at the start, and one that is not there ends it with one line', async () => {
    const s3 = await bucket('no-conditions');
    const a = await node(s3);
    const { warnings } = await jsonOf(fetch(`${a.url}/readyz`));
    expect(warnings.join()).toMatch(/ignores conditions on writes .* one server only/);
    expect((await put(a, 'x.png', red)).status).toBe(201);
    const refused = await node(s3, { IMG_PVOL: 's3://elsewhere/x' }).catch(({ message }: Error) => message);
    expect(refused).toMatch(
      /^The server ended with 78: [^\n]*The bucket "elsewhere" cannot be used: [^\n]*NoSuchBucket[^\n]*\n$/,
    );
  }, 60_000);

  test('with IMG_RESULTS=s3, what one has made the other does not make, and it goes with its source', async () => {
    const s3 = await bucket();
    const [a, b] = await Promise.all([node(s3, { IMG_RESULTS: 's3' }), node(s3, { IMG_RESULTS: 's3' })]);
    await put(a, 'x.png', red);
    expect(await colour(a, 'x.png')).toBe('red');
    const isKept = async () => s3.objects.keys().some((key) => key.startsWith('house//results/'));
    await until(isKept);
    const answer = await fetch(`${b.url}/img/w=20,f=png/x.png`);
    expect(answer.headers.get('cache-status')).toContain('eVol');
    await answer.arrayBuffer();
    await api(a, 'images/x.png', { method: 'DELETE' });
    expect(await isKept()).toBe(false);
  }, 60_000);
});
