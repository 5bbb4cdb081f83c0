// The management API over R2, inside workerd: two isolates over one bucket.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { drawPicture } from '../../support/pictures.ts';
import { type RunningWorkers, startWorkers } from '../../support/worker-harness.ts';

const token = 'a-token-of-the-tests-that-is-long-enough';
const auth = { authorization: `Bearer ${token}` };
const [red, blue, green] = await Promise.all(
  [1, 2, 3].map((seed) => drawPicture('jpg', { width: 90, height: 60, seed })),
);

const config = (name: string) => ({
  name,
  main: './test/targets/worker/alone-worker.ts',
  compatibility_date: '2026-10-01',
  r2_buckets: [{ binding: 'BUCKET', bucket_name: 'images' }],
  images: { binding: 'IMAGES' },
  vars: {
    IMG_TOKEN: token,
    IMG_META_TTL: '1',
    IMG_RESULTS: 'r2',
    IMG_UNSIGNED: 'any',
    IMG_KEYS: 'k1:0123456789abcdef0123456789abcdef',
  },
});

let workers: RunningWorkers;
beforeAll(async () => {
  workers = await startWorkers({ config: config('a') }, { config: config('b') });
});
afterAll(() => workers.stop());

const ask = (at: 'a' | 'b', path: string, init: RequestInit = {}) =>
  workers.getWorker(at).fetch(`http://images.test${path}`, init as never) as unknown as Promise<Response>;
const api = (at: 'a' | 'b', path: string, { headers, ...init }: RequestInit = {}) =>
  ask(at, `/api/${path}`, { ...init, headers: { ...auth, ...(headers as Record<string, string>) } });
const put = (at: 'a' | 'b', name: string, bytes: unknown, headers = {}) =>
  api(at, `images/${name}`, {
    method: 'PUT',
    body: bytes as never,
    headers: { 'content-type': 'image/jpeg', ...headers },
  });
const jsonOf = async (answer: Promise<Response>) => (await answer).json() as Promise<never>;
const bytesOf = async (answer: Promise<Response>) => Buffer.from(await (await answer).arrayBuffer());

describe('the Worker that stands alone', () => {
  test('takes an upload as a body and as a form, and gives it back, also in another isolate', async () => {
    const made = await put('a', 'up/x.jpg', red);
    expect([made.status, await made.json()]).toMatchObject([201, { name: 'up/x.jpg', width: 90, height: 60 }]);
    const form = new FormData();
    form.set('name', 'up/form.jpg');
    form.set('file', new Blob([blue as never], { type: 'image/jpeg' }), 'x.jpg');
    // In bytes: the harness does not know this FormData.
    const packed = new Response(form);
    const headers = { 'content-type': packed.headers.get('content-type') ?? '' };
    const sent = await api('a', 'images', { method: 'POST', body: await packed.arrayBuffer(), headers });
    expect(sent.status).toBe(201);
    expect(await bytesOf(ask('b', '/original/up/x.jpg'))).toEqual(red);
    expect(await bytesOf(ask('b', '/original/up/form.jpg'))).toEqual(blue);
    const part = await ask('b', '/original/up/x.jpg', { headers: { range: 'bytes=2-9' } });
    expect([part.status, Buffer.from(await part.arrayBuffer())]).toEqual([206, red?.subarray(2, 10)]);
  });

  test('keeps preconditions and digests', async () => {
    const onlyNew = { 'if-none-match': '*' };
    const both = await Promise.all([put('a', 'race.jpg', red, onlyNew), put('b', 'race.jpg', blue, onlyNew)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 412]);
    const etag = (await api('b', 'images/race.jpg')).headers.get('etag') ?? '';
    expect((await put('a', 'race.jpg', blue, { 'if-match': '"other"' })).status).toBe(412);
    expect((await put('b', 'race.jpg', green, { 'if-match': etag })).status).toBe(200);
    expect((await put('a', 'race.jpg', blue, { 'if-match': etag })).status).toBe(412);
    const digest = (bytes: Uint8Array | undefined) =>
      `sha-256=:${createHash('sha256')
        .update(bytes ?? '')
        .digest('base64')}:`;
    expect((await put('a', 'digest.jpg', red, { 'content-digest': digest(red) })).status).toBe(201);
    expect((await put('a', 'wrong.jpg', red, { 'content-digest': digest(blue) })).status).toBe(400);
    expect((await put('a', 'text.jpg', 'no image')).status).toBe(415);
    expect((await api('a', 'images/wrong.jpg')).status).toBe(404);
    expect((await ask('a', '/api/images/race.jpg')).status).toBe(401);
  });

  test('lists in pages, changes facts, deletes and purges', async () => {
    for (const name of ['d/1', 'd/2', 'd/3', 'e/1']) await put('a', name, red);
    const page = async (query: string) =>
      (await jsonOf(api('b', `images?${query}`))) as { images: { name: string }[]; next?: string };
    const first = await page('prefix=d/&limit=2');
    expect(first.images).toMatchObject([{ name: 'd/1', width: 90, contentType: 'image/jpeg' }, { name: 'd/2' }]);
    const second = await page(`prefix=d/&limit=2&after=${encodeURIComponent(first.next ?? '')}`);
    expect(second.images.map(({ name }) => name)).toEqual(['d/3']);
    const patch = {
      method: 'PATCH',
      body: '{"tags":["ä"]}',
      headers: { 'content-type': 'application/merge-patch+json' },
    };
    expect((await api('a', 'images/d/1', patch)).status).toBe(200);
    expect((await page('tag=%C3%A4')).images).toMatchObject([{ name: 'd/1', tags: ['ä'] }]);
    expect((await api('b', 'images/d/2', { method: 'DELETE' })).status).toBe(204);
    expect((await ask('b', '/original/d/2')).status).toBe(404);
    expect((await api('a', 'purge', { method: 'POST', body: '{"prefix":"d/"}' })).status).toBe(200);
  });

  test('renders, keeps the result in R2 for other isolates, and lets it go with its source', async () => {
    await put('a', 'pic.jpg', red);
    const made = await ask('a', '/img/w=30,f=png/pic.jpg');
    expect([made.status, made.headers.get('content-type')]).toEqual([200, 'image/png']);
    const bytes = Buffer.from(await made.arrayBuffer());
    await vi.waitFor(async () => {
      const again = await ask('b', '/img/w=30,f=png/pic.jpg');
      expect(again.headers.get('cache-status')).toContain('hit');
      expect(Buffer.from(await again.arrayBuffer())).toEqual(bytes);
    }, 5000);
    expect((await api('b', 'images/pic.jpg', { method: 'DELETE' })).status).toBe(204);
    await vi.waitFor(async () => expect((await ask('a', '/img/w=30,f=png/pic.jpg')).status).toBe(404), 5000);
  });

  test('signs URLs, and keeps pipelines, tokens and tickets in R2 for all isolates', async () => {
    await put('a', 's.jpg', red);
    const signed = await jsonOf(api('a', 'sign', { method: 'POST', body: '{"target":"/img/w=20/s.jpg"}' }));
    expect(JSON.stringify(signed)).toMatch(/\/img\/.*s\.jpg/);
    await api('a', 'pipelines/small', { method: 'PUT', body: '{"options":"w=20,f=png"}' });
    const read = (await jsonOf(api('a', 'tokens', { method: 'POST', body: '{"scopes":["read"]}' }))) as {
      token: string;
    };
    const ticket = (await jsonOf(api('a', 'uploads', { method: 'POST', body: '{"name":"t.jpg"}' }))) as { url: string };
    const mine = { authorization: `Bearer ${read.token}` };
    await vi.waitFor(async () => expect((await api('b', 'images/s.jpg', { headers: mine })).status).toBe(200), 5000);
    await vi.waitFor(async () => expect((await ask('b', '/img/p=small/s.jpg')).status).toBe(200), 5000);
    const use = () =>
      ask('b', new URL(ticket.url, 'http://x').pathname, {
        method: 'POST',
        body: red as never,
        headers: { 'content-type': 'image/jpeg' },
      });
    expect((await use()).status).toBe(201);
    expect((await use()).status).toBe(403);
  });
});
