import { beforeAll, describe, expect, test } from 'vitest';
import { createSignUrl } from '../../../core/dialect/signature.ts';
import type { DeliveryRules } from '../../../core/index.ts';
import { keyOf, ladderWidths } from '../../support/signing.ts';
import { bearer, jsonOf, openHouse } from './house.ts';
import { drawPicture } from './pictures.ts';

let photo: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture();
});

const key = keyOf('k1', 1);
const signUrl = createSignUrl(key);
const seconds = 1_790_000_000;
const clock = () => seconds * 1000;

async function houseOf(delivery: Partial<DeliveryRules> = {}) {
  const house = await openHouse({ delivery: { keys: [key], unsigned: 'none', clock, ...delivery } });
  await house.put('photo.jpg', photo);
  return house;
}

const onLadder = { unsigned: 'ladder', ladder: { widths: ladderWidths, snap: 'up' } } as const;

describe('where unsigned URLs are refused', () => {
  test.each(['/img/w=100/photo.jpg', '/original/photo.jpg'])('%s is 403, and signed it is 200', async (target) => {
    const house = await houseOf();
    const refused = await house.get(target);
    expect(refused.status).toBe(403);
    expect(refused.headers.get('cache-control')).toBe('no-store');
    expect(refused.headers.get('access-control-allow-origin')).toBe('*');
    expect(await jsonOf(refused)).toMatchObject({ code: 'forbidden', title: 'The URL is not allowed' });
    expect((await house.get(await signUrl(target))).status).toBe(200);
  });

  test('no header opens one: neither the management token nor a referrer', async () => {
    const house = await houseOf();
    for (const headers of [bearer, { 'X-Api-Key': 'a-token-for-tests' }, { Referer: 'http://localhost/' }]) {
      expect((await house.get('/img/w=100/photo.jpg', headers)).status).toBe(403);
      expect((await house.get('/original/photo.jpg', headers)).status).toBe(403);
    }
  });

  test('a refusal does not tell whether there is such a name, and costs nothing', async () => {
    const house = await houseOf();
    const good = (await signUrl('/img/w=100/x.jpg')).replace('x.jpg', 'photo.jpg');
    for (const target of ['/img/w=100/photo.jpg', '/original/photo.jpg', good]) {
      const [known, unknown] = [await house.get(target), await house.get(target.replace('photo', 'none'))];
      expect([known.status, unknown.status]).toEqual([403, 403]);
      expect(await known.text()).toBe(await unknown.text());
    }
    expect(house.count).toMatchObject({ renders: 0, pVolReads: 0, mVolReads: 0 });
    expect((await house.get(await signUrl('/img/w=100/none.jpg'))).status).toBe(404);
  });

  test('a preflight is answered, because it opens nothing', async () => {
    const house = await houseOf();
    expect((await house.ask('OPTIONS', '/img/w=100/photo.jpg')).status).toBe(204);
  });
});

describe('a signed URL', () => {
  test('is bound to its purpose: GET and HEAD, and nothing that changes something', async () => {
    const house = await houseOf();
    for (const path of ['/original/photo.jpg', '/img/w=100/photo.jpg']) {
      const target = await signUrl(path);
      expect((await house.ask('GET', target)).status).toBe(200);
      expect((await house.ask('HEAD', target)).status).toBe(200);
      for (const method of ['PUT', 'POST', 'DELETE', 'PATCH']) {
        expect((await house.ask(method, target)).status).toBe(405);
      }
    }
    const query = (await signUrl('/original/photo.jpg')).split('?')[1];
    for (const path of ['/api/images/photo.jpg', await signUrl('/api/images/photo.jpg')]) {
      for (const method of ['GET', 'PUT', 'DELETE']) {
        expect((await house.ask(method, path.includes('?') ? path : `${path}?${query}`)).status).toBe(401);
      }
    }
    expect(await house.stored()).toHaveLength(1);
  });

  test('keeps validators, HEAD, ranges and negotiation', async () => {
    const house = await houseOf();
    const img = await signUrl('/img/w=64,f=auto/photo.jpg', seconds + 60);
    const get = await house.get(img, { Accept: 'image/webp' });
    expect(get.headers.get('content-type')).toBe('image/webp');
    expect(get.headers.get('vary')).toBe('Accept');
    expect(get.headers.get('cache-control')).toBe('public, max-age=60, must-revalidate');
    const head = await house.ask('HEAD', img, { headers: { Accept: 'image/webp' } });
    for (const name of ['etag', 'vary', 'cache-control', 'content-type', 'last-modified']) {
      expect(head.headers.get(name)).toBe(get.headers.get(name));
    }
    const again = await house.get(img, { Accept: 'image/webp', 'If-None-Match': get.headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
    expect(again.headers.get('cache-control')).toBe('public, max-age=60, must-revalidate');
    const part = await house.get(await signUrl('/original/photo.jpg', seconds + 60), { Range: 'bytes=0-9' });
    expect(part.status).toBe(206);
    expect(part.headers.get('cache-control')).toBe('public, max-age=60, must-revalidate');
  });

  test('may be cached for what is left of its life after the render, not before it', async () => {
    let now = clock();
    const house = await openHouse({
      delivery: { keys: [key], unsigned: 'none', clock: () => now },
      engine: (engine) => ({
        ...engine,
        render(task, signal) {
          now += 7_000;
          return engine.render(task, signal);
        },
      }),
    });
    await house.put('photo.jpg', photo);
    const answer = await house.get(await signUrl('/img/w=64/photo.jpg', seconds + 60));
    expect(answer.headers.get('cache-control')).toBe('public, max-age=53, must-revalidate');
  });

  test('shares its result with every other URL that means the same', async () => {
    const house = await houseOf({ unsigned: 'any' });
    const open = await house.get('/img/w=64/photo.jpg');
    const signed = await house.get(await signUrl('/img/w=64/photo.jpg', seconds + 60));
    expect(signed.headers.get('etag')).toBe(open.headers.get('etag'));
    expect(house.count.renders).toBe(1);
  });

  test('is kept for a front under its whole target, with its end', async () => {
    const house = await houseOf();
    const target = await signUrl('/img/w=64/photo.jpg', seconds + 60);
    await house.get(target);
    await house.get(target);
    expect(house.kept).toMatchObject([{ target, expiresAt: (seconds + 60) * 1000 }]);
  });

  test('is 403 for everyone from its end on', async () => {
    let now = clock();
    const house = await houseOf({ clock: () => now });
    const target = await signUrl('/img/w=64/photo.jpg', seconds + 60);
    expect((await house.get(target)).status).toBe(200);
    now += 60_000;
    const ended = await house.get(target);
    expect(ended.status).toBe(403);
    expect(ended.headers.get('cache-control')).toBe('no-store');
    expect((await jsonOf(ended)).detail).toBe('The signature of this URL has expired.');
  });
});

describe('on the ladder', () => {
  test('widths between two rungs are one result, the upper rung’s', async () => {
    const house = await houseOf(onLadder);
    const tags = new Set<string | null>();
    for (const width of [61, 99, 119, 120]) {
      const answer = await house.get(`/img/w=${width},f=webp/photo.jpg`);
      expect(answer.status).toBe(200);
      tags.add(answer.headers.get('etag'));
    }
    expect(tags.size).toBe(1);
    expect(house.count.renders).toBe(1);
  });

  test('what is beside it is 403 before it is 404, and signed it is allowed', async () => {
    const house = await houseOf(onLadder);
    for (const name of ['photo.jpg', 'none.jpg']) {
      const answer = await house.get(`/img/w=100,h=50,fit=cover/${name}`);
      expect(answer.status).toBe(403);
      expect(await jsonOf(answer)).toMatchObject({
        code: 'forbidden',
        expected: expect.stringContaining('20, 40, 60'),
      });
    }
    expect((await house.get(await signUrl('/img/w=100,h=50,fit=cover/photo.jpg'))).status).toBe(200);
    expect((await house.get('/original/photo.jpg')).status).toBe(200);
  });
});

describe('POST /api/sign', () => {
  const ask = async (
    body: unknown,
    delivery: Partial<DeliveryRules> = {},
    headers: Record<string, string> = bearer,
  ) => {
    const house = await houseOf(delivery);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return { house, answer: await house.ask('POST', '/api/sign', { body: text, headers }) };
  };

  test.each([
    [{ target: '/img/w=100,blur=3/photo.jpg' }, '/img/w=100,blur=3/photo.jpg?s=k1.'],
    [{ target: '/original/photo.jpg', expiresIn: 60 }, `/original/photo.jpg?exp=${seconds + 60}&s=k1.`],
    [{ name: 'photo.jpg' }, '/img/_/photo.jpg?s=k1.'],
    [{ name: 'photo.jpg', options: 'blur=3,width=100~q=50', expiresIn: 1 }, `/img/w=100,blur=3~q=50/photo.jpg?exp=`],
  ])('answers %j with a URL that opens', async (body, begin) => {
    const { house, answer } = await ask(body);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { target, expiresAt } = await jsonOf(answer);
    expect(target.startsWith(begin)).toBe(true);
    const ends = 'expiresIn' in body ? new Date(clock() + Number(body.expiresIn) * 1000).toISOString() : undefined;
    expect(expiresAt).toBe(ends);
    expect((await house.get(target)).status).toBe(200);
  });

  test('takes a name as data', async () => {
    const { answer } = await ask({ name: 'a/ü ?#%2'.replace('%2', ''), options: 'w=1' });
    expect((await jsonOf(answer)).target).toMatch(/^\/img\/w=1\/a\/%C3%BC%20%3F%23\?s=k1\./);
  });

  test.each([
    ['', 'bad-request'],
    ['{', 'bad-request'],
    ['null', 'bad-request'],
    ['[]', 'bad-request'],
    [{}, 'bad-request'],
    [{ target: 1 }, 'bad-request'],
    [{ target: '/original/a', name: 'a' }, 'bad-request'],
    [{ target: '/original/a', expires: 1 }, 'bad-request'],
    [{ target: '/original/a', expiresIn: 0 }, 'bad-request'],
    [{ target: '/original/a', expiresIn: 1.5 }, 'bad-request'],
    [{ target: '/original/a', expiresIn: '60' }, 'bad-request'],
    [{ target: '/original/a', expiresIn: 1e12 }, 'bad-request'],
    ['{"name":"\\ud800"}', 'bad-request'],
    [{ target: '/original/a?s=1' }, 'bad-target'],
    [{ target: '/api/images/a' }, 'bad-target'],
    [{ target: 'photo.jpg' }, 'bad-target'],
    [{ target: '/original/a"' }, 'bad-target'],
    [{ target: '/original/../a' }, 'bad-name'],
    [{ target: '/img/w=x/a' }, 'bad-option'],
    [{ name: 'a', options: 'w=1/b' }, 'bad-option'],
    [{ name: 'a', options: '' }, 'bad-option'],
    [{ name: '../a' }, 'bad-name'],
    [{ name: 'a'.repeat(20_000) }, 'too-large'],
  ])('refuses %j', async (body, code) => {
    const { answer } = await ask(body);
    expect(await jsonOf(answer)).toMatchObject({ code });
    expect(answer.status).toBe(code === 'too-large' ? 413 : 400);
  });

  test('wants the token, POST, and a key', async () => {
    const body = { target: '/original/photo.jpg' };
    expect((await ask(body, {}, {})).answer.status).toBe(401);
    const { house, answer } = await ask(body, { keys: [] });
    expect(answer.status).toBe(404);
    expect((await jsonOf(answer)).detail).toContain('IMG_KEYS');
    expect((await house.ask('GET', '/api/sign', { headers: bearer })).headers.get('allow')).toBe('POST');
  });
});
