// Private images: only a signed URL opens them, whichever way they are asked for, and no shared cache keeps them.
import { beforeAll, describe, expect, test } from 'vitest';
import { createSignUrl } from '../../../core/dialect/signature.ts';
import { keyOf } from '../../support/signing.ts';
import { bearer, type House, jsonOf, openHouse } from './house.ts';
import { drawPicture } from './pictures.ts';

let photo: Uint8Array<ArrayBuffer>;
let other: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture('jpg');
  other = await drawPicture('png');
});

const key = keyOf('k1', 1);
const signUrl = createSignUrl(key);

const secret = { 'Image-Private': 'true' };

async function houseOf(more: Parameters<typeof openHouse>[0] = {}) {
  const house = await openHouse({
    pipelines: { marked: 'w=100,wm=secret', plain: 'w=100' },
    delivery: { keys: [key], unsigned: 'any' },
    ...more,
  });
  await house.put('secret', photo, secret);
  await house.put('open', other);
  return house;
}

const toggle = (house: House, isPrivate: boolean) =>
  house.ask('PATCH', '/api/images/secret', { headers: bearer, body: JSON.stringify({ private: isPrivate }) });

const ways = [
  '/original/secret',
  '/img/_/secret',
  '/img/w=100,f=auto/secret',
  '/img/f=json/secret',
  '/img/f=thumbhash/secret',
  '/img/p=plain/secret',
  '/img/wm=secret/open',
  '/img/p=marked/open',
];

describe('a private image', () => {
  test.each(ways)('T-20: %s is opened by a signed URL alone, for browsers only', async (target) => {
    const house = await houseOf();
    for (const headers of [{}, bearer, { 'If-None-Match': '*' }, { Range: 'bytes=0-9' }]) {
      const refused = await house.get(target, headers);
      expect(refused.status).toBe(404);
      expect(refused.headers.has('etag')).toBe(false);
      expect((await house.ask('HEAD', target, { headers })).status).toBe(404);
    }
    const signed = await signUrl(target);
    for (const [method, headers, status] of [
      ['GET', {}, 200],
      ['HEAD', {}, 200],
      ['GET', { 'If-None-Match': '*' }, 304],
      ['GET', {}, 200],
    ] as const) {
      const answer = await house.ask(method, signed, { headers });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('cache-control')).toMatch(/^private, max-age=\d+$/);
    }
    expect(house.kept).toEqual([]);
    expect((await house.get(target)).status).toBe(404);
  });

  test.each(['/original/secret', '/img/w=10/secret', '/img/w=9999/secret', '/img/crop=5000;0;1;1/secret'])(
    '%s looks like one that is not there',
    async (target) => {
      const house = await houseOf();
      const [there, nowhere] = [await house.get(target), await house.get(target.replace('secret', 'nobody'))];
      expect((await there.text()).replace('secret', 'nobody')).toBe(await nowhere.text());
      expect(there.status).toBe(404);
    },
  );

  test('opens and closes at once, for results that are at hand too', async () => {
    const house = await houseOf();
    await toggle(house, false);
    for (const target of ways) {
      const answer = await house.get(target);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toMatch(/^public/);
    }
    expect((await toggle(house, true)).status).toBe(200);
    for (const target of ways) expect((await house.get(target)).status).toBe(404);
  });

  test('is told by its URL how long a browser may keep it', async () => {
    const house = await houseOf();
    const target = await signUrl('/img/w=10/secret', Math.floor(Date.now() / 1000) + 60);
    const [, seconds] =
      /^private, max-age=(\d+)$/.exec((await house.get(target)).headers.get('cache-control') ?? '') ?? [];
    expect(Number(seconds)).toBeGreaterThan(50);
    expect(Number(seconds)).toBeLessThanOrEqual(60);
  });

  test('with the same bytes as an open one keeps that one open', async () => {
    const house = await houseOf();
    await house.put('same', photo);
    expect((await house.get('/img/w=10/same')).status).toBe(200);
    expect((await house.get('/img/w=10/secret')).status).toBe(404);
  });

  test('is not shown where its new bytes are open and cannot be had yet, but to who has signed', async () => {
    const house = await houseOf({ stale: { whileRevalidateSeconds: 60 }, delivery: { keys: [key], unsigned: 'any' } });
    const target = '/img/w=30,f=png/secret';
    const signed = await signUrl(target);
    const old = await (await house.get(signed)).bytes();
    await house.put('secret', other, { 'Image-Private': 'false' });
    expect(await (await house.get(signed)).bytes()).toEqual(old);
    await house.put('secret', photo, { 'Image-Private': 'true' });
    await house.get(signed);
    await house.put('secret', other, { 'Image-Private': 'false' });
    expect(await (await house.get(target)).bytes()).not.toEqual(old);
  });

  test('is shown to who manages, who may sign for it', async () => {
    const house = await houseOf();
    expect(await jsonOf(await house.get('/api/images/secret', bearer))).toMatchObject({ private: true });
    const asked = { headers: bearer, body: JSON.stringify({ name: 'secret', options: 'w=10' }) };
    const { target } = await jsonOf(await house.ask('POST', '/api/sign', asked));
    expect((await house.get(target)).status).toBe(200);
  });
});
