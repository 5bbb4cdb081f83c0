// What the engine `origin` asks its origin, and what it does not: in a real workerd, in front of a server that counts.
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createUrlSigner } from '../../../core/client/url-signer.ts';
import { type ScriptedOrigin, startScriptedOrigin } from '../../support/scripted-origin.ts';
import { type RunningWorkers, startWorkers, theWorker } from '../../support/worker-harness.ts';

const key = `k1:${'ab'.repeat(32)}`;
const secret = 'what-only-the-edge-can-show';
let origin: ScriptedOrigin;
let workers: RunningWorkers;
const varsOf = () => ({
  IMG_ORIGIN_URL: origin.url,
  IMG_ORIGIN_SECRET: secret,
  IMG_KEYS: key,
  IMG_ORIGIN_MILLIS: '1000',
});

beforeAll(async () => {
  origin = await startScriptedOrigin();
  workers = await startWorkers(theWorker('origin', varsOf()));
});
afterAll(async () => {
  await workers.stop();
  await origin.close();
});

const ask = (target: string, init: RequestInit = {}) => fetch(workers.url + target, { redirect: 'manual', ...init });
const textOf = async (target: string, headers: Record<string, string> = {}) => (await ask(target, { headers })).text();
const picture = (etag: string, cacheControl = 'public, max-age=60', more: Readonly<Record<string, string>> = {}) => ({
  headers: { 'Content-Type': 'image/webp', 'Cache-Control': cacheControl, ETag: `"${etag}"`, ...more },
  body: `picture ${etag}`,
});

describe('what is kept', () => {
  it('is given without asking again, says how old it is, and is 304 to who has it', async () => {
    origin.say('/img/w=1/kept', picture('a'));
    const [first, again] = [await ask('/img/w=1/kept'), await ask('/img/w=1/kept')];
    expect(first.headers.get('cache-status')).toBe('imageserver; fwd=miss; stored; detail=edge');
    expect(again.headers.get('cache-status')).toMatch(/^imageserver; hit; ttl=\d+; detail=edge$/);
    expect([await again.text(), again.headers.get('cache-control')]).toEqual(['picture a', 'public, max-age=60']);
    expect(Number(again.headers.get('age'))).toBeLessThan(60);
    const short = await ask('/img/w=1/kept', { headers: { 'if-none-match': '"a"' } });
    const head = await ask('/img/w=1/kept', { method: 'HEAD' });
    expect([short.status, head.status, head.headers.get('content-length')]).toEqual([304, 200, '9']);
    expect(origin.seen('/img/w=1/kept')).toHaveLength(1);
  });

  it('is one for all ways to write an unsigned URL, and for all Accept where the format is named', async () => {
    origin.say('/img/w=2', picture('b'));
    const targets = ['/img/w=2,f=webp/one.jpg', '/img/f=webp,width=2/one.jpg', '/img/w=2%2Cf=webp/one.jpg'];
    for (const target of targets) expect(await textOf(target, { accept: `image/${Math.random()}` })).toBe('picture b');
    expect(origin.seen('/img/').filter(({ target }) => target.endsWith('/one.jpg'))).toHaveLength(1);
  });

  it('has one entry for each fold of Accept where the format is negotiated, and the origin hears of no other Accept', async () => {
    origin.say('/img/w=3,f=auto', ({ headers }) => picture(`c ${headers.accept}`, undefined, { Vary: 'Accept' }));
    const firefox = 'image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5';
    const chrome = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8';
    for (const accept of [firefox, chrome, 'image/webp,*/*', 'image/webp', 'image/png', '*/*']) {
      const answer = await ask('/img/w=3,f=auto/x.jpg', { headers: { accept } });
      expect(answer.headers.get('vary')).toBe('Accept');
    }
    const accepts = origin.seen('/img/w=3,f=auto').map(({ headers }) => headers.accept);
    expect(accepts).toEqual(['image/avif,image/webp,*/*', 'image/webp,*/*', '*/*']);
  });

  it('is nothing that is private, has a cookie or depends on what the edge does not know', async () => {
    const kinds: Readonly<Record<string, ReturnType<typeof picture>>> = {
      private: picture('p', 'private, max-age=60'),
      'no-store': picture('n', 'no-store'),
      silent: { ...picture('s'), headers: { ...picture('s').headers, 'Cache-Control': '' } },
      cookie: picture('k', undefined, { 'Set-Cookie': 'a=b' }),
      vary: picture('v', undefined, { Vary: 'User-Agent' }),
      negotiated: picture('g', undefined, { Vary: 'Accept' }),
    };
    for (const [name, said] of Object.entries(kinds)) {
      origin.say(`/img/w=4,f=webp/${name}`, said);
      for (const _ of [1, 2]) await textOf(`/img/w=4,f=webp/${name}`);
      expect([name, origin.seen(`/img/w=4,f=webp/${name}`).length]).toEqual([name, 2]);
    }
  });

  it('gives parts of originals, with the length of each', async () => {
    const body = '0123456789'.repeat(10);
    origin.say('/original/parts', { ...picture('o', undefined, { 'Accept-Ranges': 'bytes' }), body });
    await textOf('/original/parts');
    const part = await ask('/original/parts', { headers: { range: 'bytes=5-14' } });
    expect([part.status, part.headers.get('content-length'), await part.text()]).toEqual([206, '10', '5678901234']);
    expect(part.headers.get('content-range')).toBe('bytes 5-14/100');
    expect((await ask('/original/parts', { headers: { range: 'bytes=100-' } })).status).toBe(416);
    expect(origin.seen('/original/parts')).toHaveLength(1);
  });
});

describe('of many who ask at one time', () => {
  it('one reaches the origin', async () => {
    origin.say('/img/w=5/many', { ...picture('m'), delayMillis: 200 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('/img/w=5/many')));
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(Array(20).fill('picture m'));
    expect(origin.seen('/img/w=5/many')).toHaveLength(1);
    const statuses = answers.map(({ headers }) => headers.get('cache-status') ?? '');
    expect(statuses.filter((status) => !/collapsed|hit/.test(status))).toHaveLength(1);
  });

  it('the others are answered when the one who came first has left', async () => {
    origin.say('/img/w=5/left', { ...picture('l'), delayMillis: 500 });
    const leaving = new AbortController();
    const first = ask('/img/w=5/left', { signal: leaving.signal }).catch((error: Error) => error.name);
    await expect.poll(() => origin.seen('/img/w=5/left')).toHaveLength(1);
    const others = Array.from({ length: 5 }, () => textOf('/img/w=5/left'));
    await setTimeout(100);
    leaving.abort();
    expect(await first).toBe('AbortError');
    expect(await Promise.all(others)).toEqual(Array(5).fill('picture l'));
    expect(origin.seen('/img/w=5/left')).toHaveLength(1);
  });
});

describe('when the origin fails', () => {
  it.each([
    ['answers 503', { status: 503 }],
    ['keeps silent', { delayMillis: 3000 }],
  ] as const)('and %s, a copy stands in behind its life, for a short while at a time', async (what, failure) => {
    const target = `/img/w=6/${what.replaceAll(' ', '-')}`;
    origin.say(target, picture('s', 'public, max-age=1, stale-if-error=100'));
    expect(await textOf(target)).toBe('picture s');
    origin.say(target, failure);
    await setTimeout(1100);
    const answer = await ask(target);
    expect([answer.status, await answer.text()]).toEqual([200, 'picture s']);
    expect(answer.headers.get('cache-status')).toMatch(/^imageserver; fwd=stale.*detail=stale-if-error$/);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=5');
  });

  it('what may not be shown behind its end is not', async () => {
    origin.say('/img/w=6/ends', picture('e', 'public, max-age=1, must-revalidate'));
    await textOf('/img/w=6/ends');
    origin.say('/img/w=6/ends', { status: 503 });
    await setTimeout(1100);
    expect((await ask('/img/w=6/ends')).status).toBe(503);
  });

  it('a copy whose picture is gone does not stand in for it', async () => {
    origin.say('/img/w=6/deleted', picture('d', 'public, max-age=1, stale-if-error=100'));
    await textOf('/img/w=6/deleted');
    origin.say('/img/w=6/deleted', { status: 404 });
    await setTimeout(1100);
    expect((await ask('/img/w=6/deleted')).status).toBe(404);
  });
});

describe('behind its life', () => {
  it('a copy that the origin says is still good is good again', async () => {
    origin.say('/img/w=7/good', ({ headers }) =>
      headers['if-none-match'] === '"r"'
        ? { status: 304, headers: { ETag: '"r"', 'Cache-Control': 'public, max-age=60' } }
        : picture('r', 'public, max-age=1'),
    );
    await textOf('/img/w=7/good');
    await setTimeout(1100);
    for (const _ of [1, 2]) expect(await textOf('/img/w=7/good')).toBe('picture r');
    expect(origin.seen('/img/w=7/good')).toHaveLength(2);
  });

  it('a copy is shown while it is renewed, where that is said', async () => {
    origin.say('/img/w=7/old', picture('old', 'public, max-age=1, stale-while-revalidate=100'));
    await textOf('/img/w=7/old');
    origin.say('/img/w=7/old', { ...picture('new'), delayMillis: 100 });
    await setTimeout(1100);
    expect(await textOf('/img/w=7/old')).toBe('picture old');
    await setTimeout(400);
    expect(await textOf('/img/w=7/old')).toBe('picture new');
    expect(origin.seen('/img/w=7/old')).toHaveLength(2);
  });
});

describe('the origin hears nothing', () => {
  it('of a signature that is not good, or is over', async () => {
    origin.say('/img/w=8', picture('g'));
    const sign = createUrlSigner(key);
    const good = await sign('/img/w=8/signed');
    const over = await sign('/img/w=8/signed', Math.floor(Date.now() / 1000) - 1);
    const statuses = [good, good.replace('w=8/', 'w=8,q=9/'), `${good.slice(0, -2)}AA`, over].map(
      async (target) => (await ask(target)).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 403, 403, 403]);
    expect(origin.seen('/img/w=8').map(({ target }) => target)).toEqual([good]);
  });
});

describe('what is passed on', () => {
  it('says who the client is in words of the edge, and shows the secret', async () => {
    origin.say('/api/images', { status: 200, body: '{}' });
    const headers = {
      ...{ forwarded: 'for=6.6.6.6', 'x-forwarded-for': '6.6.6.6', 'x-forwarded-host': 'evil.example' },
      ...{ 'x-origin-secret': 'guessed', 'x-real-ip': '6.6.6.6', authorization: 'Bearer a-token' },
    };
    await textOf('/api/images?limit=1', headers);
    const seen = origin.seen('/api/images?limit=1')[0]?.headers ?? {};
    expect(seen).toMatchObject({
      'x-origin-secret': secret,
      authorization: 'Bearer a-token',
      'x-forwarded-proto': 'http',
    });
    expect(seen.host).toBe(new URL(origin.url).host);
    expect(seen['x-forwarded-host']).toBe(new URL(workers.url).host);
    expect(JSON.stringify(seen)).not.toMatch(/6\.6\.6\.6|evil|guessed/);
  });

  it('is a body as it came', async () => {
    origin.say('/api/images/up', { status: 201, headers: { Location: '/api/images/up' }, body: '{"name":"up"}' });
    const stored = await ask('/api/images/up', { method: 'PUT', body: 'the bytes' });
    expect([stored.status, await stored.json()]).toEqual([201, { name: 'up' }]);
    expect(origin.seen('/api/images/up')).toMatchObject([{ method: 'PUT', body: 'the bytes' }]);
  });

  it('ends what was kept of an image, also where it lies over another one, once it has changed it', async () => {
    const targets = ['/original/base', '/img/w=9/base', '/img/w=9,watermark=base/other', '/img/w=9/bystander'];
    for (const target of targets) origin.say(target, picture('1'));
    for (const target of targets) await textOf(target);
    for (const target of targets) origin.say(target, picture('2'));
    origin.say('/api/images/base', { status: 200 });
    await ask('/api/images/base', { method: 'PUT', body: 'new' });
    expect(await Promise.all(targets.map((target) => textOf(target)))).toEqual([
      'picture 2',
      'picture 2',
      'picture 2',
      'picture 1',
    ]);
    origin.say('/api/purge', { status: 200, body: '{}' });
    await ask('/api/purge', { method: 'POST', body: '{"prefix":"by"}' });
    expect(await textOf('/img/w=9/bystander')).toBe('picture 2');
  });

  it('ends nothing where it was refused', async () => {
    origin.say('/img/w=10/safe', picture('1'));
    await textOf('/img/w=10/safe');
    origin.say('/api/images/safe', { status: 401 });
    await ask('/api/images/safe', { method: 'DELETE' });
    await textOf('/img/w=10/safe');
    expect(origin.seen('/img/w=10/safe')).toHaveLength(1);
  });
});

// Last: it is another Worker from here on.
it('unsigned URLs where there are to be none, and the management API where it is refused, are nothing that the origin hears of', async () => {
  await workers.change(theWorker('origin', { ...varsOf(), IMG_UNSIGNED: 'none', IMG_ORIGIN_API: 'refuse' }));
  const before = origin.seen('/').length;
  for (const target of ['/img/w=9/x', '/original/x', '/api/images/x', '/api/uploads/t', '/metrics'])
    expect([target, (await ask(target)).status]).toEqual([target, 403]);
  expect(origin.seen('/')).toHaveLength(before);
});
