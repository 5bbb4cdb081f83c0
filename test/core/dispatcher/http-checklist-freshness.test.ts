// Section 4.5 of the HTTP checklist: freshness by class, and purges (infra/reference/http.md).
import { beforeAll, describe, expect, test } from 'vitest';
import { createSignUrl } from '../../../core/dialect/signature.ts';
import { type CacheRules, defaultCacheRules } from '../../../core/policy/cache-control.ts';
import { purgeKeyOf } from '../../../core/policy/purge-keys.ts';
import { keyOf } from '../../support/signing.ts';
import { bearer, type HouseConfig, jsonOf, openHouse } from './house.ts';
import { drawPicture } from './pictures.ts';

let photo: Uint8Array<ArrayBuffer>;
let other: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture();
  other = await drawPicture('jpg', { width: 90, height: 60, seed: 1 });
});

async function houseOf(cache: Partial<CacheRules> = {}, config: HouseConfig = {}) {
  const house = await openHouse({
    ...config,
    delivery: { ...config.delivery, cache: { ...defaultCacheRules, ...cache } },
  });
  await house.put('photo.jpg', photo);
  return house;
}

const controlOf = (answer: Response) => answer.headers.get('cache-control');

describe('4.5 the life of an answer', () => {
  const cache = {
    originalSeconds: 11,
    imgSeconds: 12,
    provisionalSeconds: 13,
    refusalSeconds: 14,
    notFoundSeconds: 15,
  };

  test('is that of its class, each of them a setting', async () => {
    const house = await houseOf(cache, { pipelines: { card: 'w=30' } });
    const stale = ', stale-while-revalidate=86400, stale-if-error=604800';
    for (const [target, expected] of [
      ['/original/photo.jpg', `public, max-age=11${stale}`],
      ['/img/w=64/photo.jpg', `public, max-age=12${stale}`],
      ['/img/p=card/photo.jpg', `public, max-age=13${stale}`],
      ['/img/w=x/photo.jpg', 'public, max-age=14'],
      ['/original/a//b', 'public, max-age=14'],
      ['/img/w=64/none.jpg', 'public, max-age=15'],
      ['/original/none.jpg', 'public, max-age=15'],
    ] as const) {
      expect({ target, control: controlOf(await house.get(target)) }).toEqual({ target, control: expected });
    }
  });

  test('of a URL that ends is never longer than the URL, whatever the settings say, and no CDN is told otherwise', async () => {
    const key = keyOf('k1', 1);
    const delivery = { keys: [key], clock: () => 1_000_000 };
    const house = await houseOf({ imgSeconds: 500, originalSeconds: 500, cdnSeconds: 9000 }, { delivery });
    for (const path of ['/img/w=64/photo.jpg', '/original/photo.jpg']) {
      const answer = await house.get(await createSignUrl(key)(path, 1060));
      expect(controlOf(answer)).toBe('public, max-age=60, must-revalidate');
      expect(answer.headers.has('cdn-cache-control')).toBe(false);
    }
  });

  test('of 0 seconds is no-store for refusals, and stale directives can be left out', async () => {
    const house = await houseOf({
      refusalSeconds: 0,
      notFoundSeconds: 0,
      staleIfErrorSeconds: 0,
      staleWhileRevalidateSeconds: 0,
    });
    expect(controlOf(await house.get('/img/w=x/photo.jpg'))).toBe('no-store');
    expect(controlOf(await house.get('/original/none.jpg'))).toBe('no-store');
    expect(controlOf(await house.get('/original/photo.jpg'))).toBe('public, max-age=3600');
  });

  test('in a CDN is told apart, in the fields that it reads, on 200, 304 and HEAD', async () => {
    const cdnFields = ['CDN-Cache-Control', 'Surrogate-Control'] as const;
    const { get, ask } = await houseOf({ imgSeconds: 60, cdnSeconds: 86_400, cdnFields, staleIfErrorSeconds: 0 });
    const target = '/img/w=64/photo.jpg';
    const first = await get(target);
    const again = await get(target, { 'If-None-Match': first.headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
    for (const answer of [first, again, await ask('HEAD', target)]) {
      expect(controlOf(answer)).toContain('max-age=60,');
      for (const field of cdnFields) {
        expect(answer.headers.get(field)).toBe('max-age=86400, stale-while-revalidate=86400');
      }
    }
    expect((await get('/img/w=x/photo.jpg')).headers.has('cdn-cache-control')).toBe(false);
  });

  test('is a year and immutable where no name is given new bytes, and only for what stays', async () => {
    const house = await houseOf({ immutable: true }, { replace: 'never', pipelines: { card: 'w=30' } });
    const year = 'public, max-age=31536000, immutable';
    expect(controlOf(await house.get('/original/photo.jpg'))).toBe(year);
    expect(controlOf(await house.get('/img/w=64/photo.jpg'))).toBe(year);
    expect(controlOf(await house.get('/img/p=card/photo.jpg'))).toContain('max-age=60,');
  });
});

describe('4.1 uploads on condition', () => {
  test('replace only with If-Match where that is the policy: 428 without, and new names are free', async () => {
    const house = await houseOf({}, { replace: 'if-match' });
    const refused = await house.put('photo.jpg', other);
    expect(refused.status).toBe(428);
    expect(await jsonOf(refused)).toMatchObject({ code: 'precondition-required' });
    const etag = (await house.get('/original/photo.jpg')).headers.get('etag') ?? '';
    expect((await house.put('photo.jpg', other, { 'If-Match': etag })).status).toBe(200);
    expect((await house.put('photo.jpg', other, { 'If-Match': etag })).status).toBe(412);
    expect((await house.put('new.jpg', other)).status).toBe(201);
  });

  test('never replace where that is the policy, with If-Match neither, by PUT and by form', async () => {
    const house = await houseOf({}, { replace: 'never' });
    const etag = (await house.get('/original/photo.jpg')).headers.get('etag') ?? '';
    expect((await house.put('photo.jpg', other)).status).toBe(412);
    expect((await house.put('photo.jpg', other, { 'If-Match': etag })).status).toBe(412);
    const form = new FormData();
    form.set('name', 'photo.jpg');
    form.set('file', new Blob([other]), 'x.jpg');
    expect((await house.ask('POST', '/api/images', { body: form, headers: bearer })).status).toBe(412);
    expect((await house.put('new.jpg', other)).status).toBe(201);
  });
});

describe('4.5 purge keys', () => {
  const delivery = { purgeFields: ['Surrogate-Key', 'Cache-Tag'] } as const;

  test('name the image on every answer of it: 200, 206, 304 and HEAD', async () => {
    const { get, ask, put } = await houseOf({}, { delivery });
    await put('a%20b/%C3%BC,.jpg', photo);
    const key = 'image/a%20b/%C3%BC%2C.jpg';
    expect(purgeKeyOf('a b/ü,.jpg')).toBe(key);
    const target = '/img/w=64/a%20b/%C3%BC%2C.jpg';
    const first = await get(target);
    const original = '/original/a%20b/%C3%BC%2C.jpg';
    for (const answer of [
      first,
      await get(target, { 'If-None-Match': first.headers.get('etag') ?? '' }),
      await ask('HEAD', target),
      await get(original),
      await get(original, { Range: 'bytes=0-1' }),
    ]) {
      expect(answer.headers.get('surrogate-key')).toBe(key);
      expect(answer.headers.get('cache-tag')).toBe(key);
    }
  });

  test('name also the image that was laid over and the named pipeline', async () => {
    const { get, put } = await houseOf({}, { delivery, pipelines: { card: 'w=60' } });
    await put('mark.jpg', other);
    const answer = await get('/img/p=card,wm=mark.jpg/photo.jpg');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('surrogate-key')).toBe('image/photo.jpg image/mark.jpg pipeline/card');
    expect(answer.headers.get('cache-tag')).toBe('image/photo.jpg,image/mark.jpg,pipeline/card');
  });

  test('are of printable ASCII without spaces or commas, and never too long, whatever the name', () => {
    for (const name of ['ü'.repeat(256), `,${' '.repeat(20)}"\r`, 'a'.repeat(512)]) {
      expect(purgeKeyOf(name)).toMatch(/^image\/[!#-+\--~]{1,994}$/);
    }
  });

  test('are not sent unless they are asked for', async () => {
    const { get } = await houseOf();
    const { headers } = await get('/img/w=64/photo.jpg');
    expect([headers.has('surrogate-key'), headers.has('cache-tag')]).toEqual([false, false]);
  });
});
