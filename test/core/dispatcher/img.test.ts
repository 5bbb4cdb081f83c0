import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { extOfMediaType } from '../../../core/image/ext-of-media-type.ts';
import { sniff } from '../../../core/image/sniff.ts';
import { openHouse } from './house.ts';
import { drawPicture } from './pictures.ts';

let photo: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture();
});

async function houseWithPhoto(config: Parameters<typeof openHouse>[0] = {}) {
  const house = await openHouse(config);
  await house.put('photo.jpg', photo);
  house.count.probes = 0;
  return house;
}

const accept = (types: string) => ({ Accept: types });
const modernAccept = 'image/avif,image/webp,image/apng,*/*;q=0.8';

describe('GET /img', () => {
  test('gives the transformation that the options ask for', async () => {
    const house = await houseWithPhoto();
    const answer = await house.get('/img/w=100,f=webp/photo.jpg');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('image/webp');
    const bytes = await answer.bytes();
    expect(answer.headers.get('content-length')).toBe(String(bytes.byteLength));
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 100, height: 63 });
  });

  test('answers f=json from the plan alone, with the sizes of result and original', async () => {
    const house = await houseWithPhoto();
    const answer = await house.get('/img/w=100,f=json/photo.jpg');
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('cache-status')).toBe('imageserver; hit; detail=plan');
    const original = { file_size: photo.byteLength, width: 320, height: 200, format: 'image/jpeg' };
    expect(await answer.json()).toEqual({ width: 100, height: 63, original });
    expect(house.count.renders).toBe(0);
  });

  test.each(['blurhash', 'thumbhash', 'palette'])('answers f=%s as text that a cache may keep', async (format) => {
    const house = await houseWithPhoto();
    const target = `/img/w=100,f=${format}/photo.jpg`;
    const answer = await house.get(target);
    expect(answer.headers.get('content-type')).toMatch(format === 'palette' ? 'application/json' : 'text/plain');
    expect(answer.headers.get('content-disposition')).toBe(`inline; filename="photo.${format}"`);
    const text = await answer.text();
    expect(text.length).toBeGreaterThan(10);
    expect(await (await house.get(target)).text()).toBe(text);
    expect(house.count.renders).toBe(1);
  });

  test('has every header that an image answer owes', async () => {
    const house = await houseWithPhoto();
    const { headers } = await house.get('/img/w=100/photo.jpg');
    expect(Object.fromEntries(headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=3600, stale-while-revalidate=86400, stale-if-error=604800',
      'cache-status': 'imageserver; fwd=miss; stored; detail=rendered',
      'content-disposition': 'inline; filename="photo.jpg"',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
      etag: expect.stringMatching(/^"[\w-]{32}"$/),
      'last-modified': expect.stringMatching(/GMT$/),
      'referrer-policy': 'no-referrer',
      'server-timing': expect.stringMatching(/^queue;dur=[\d.]+, render;dur=[\d.]+$/),
      'timing-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    });
    expect(headers.has('vary')).toBe(false);
  });

  test('renders once, and answers from mVol with the same bytes and validators afterwards', async () => {
    const house = await houseWithPhoto();
    const first = await house.get('/img/w=100/photo.jpg');
    const second = await house.get('/img/w=100/photo.jpg');
    expect(house.count.renders).toBe(1);
    expect(second.headers.get('cache-status')).toBe('imageserver; hit; detail=mVol');
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(await second.bytes()).toEqual(await first.bytes());
  });

  test('options in another order and under other names are the same result', async () => {
    const house = await houseWithPhoto();
    const tags = new Set<string | null>();
    for (const options of ['w=100,h=50,fit=cover', 'fit=cover,height=50,width=100', 'h=50,w=100,fit=cover,f=jpeg']) {
      tags.add((await house.get(`/img/${options}/photo.jpg`)).headers.get('etag'));
    }
    expect(tags.size).toBe(1);
    expect(house.count.renders).toBe(1);
  });

  test('other bytes under the name are another tag', async () => {
    const house = await houseWithPhoto();
    const before = await house.get('/img/w=100/photo.jpg');
    await house.put('photo.jpg', await drawPicture('jpg', { seed: 9 }));
    const after = await house.get('/img/w=100/photo.jpg');
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'));
    expect(await after.bytes()).not.toEqual(await before.bytes());
  });
});

describe('f=auto', () => {
  test.each([
    [modernAccept, 'image/avif'],
    ['image/webp,*/*', 'image/webp'],
    ['image/avif;q=0,image/webp', 'image/webp'],
    ['image/*,*/*;q=0.8', 'image/jpeg'],
    ['', 'image/jpeg'],
  ])('for "%s" gives %s', async (types, type) => {
    const house = await houseWithPhoto();
    const answer = await house.get('/img/w=64,f=auto/photo.jpg', accept(types));
    expect(answer.headers.get('content-type')).toBe(type);
    // The engine has switched this process's AVIF decoder off.
    expect(sniff(await answer.bytes())).toBe(extOfMediaType(type));
  });

  test('says Vary: Accept on every answer of the URL', async () => {
    const house = await houseWithPhoto();
    const url = '/img/w=64,f=auto/photo.jpg';
    const tag = (await house.get(url)).headers.get('etag') ?? '';
    const answers = {
      fresh: await house.get(url, accept(modernAccept)),
      again: await house.get(url, accept(modernAccept)),
      fallback: await house.get(url),
      head: await house.ask('HEAD', url),
      notModified: await house.get(url, { 'If-None-Match': tag }),
      preconditionFailed: await house.get(url, { 'If-Match': '"other"' }),
      query: await house.get(`${url}?x=1`),
      wrongMethod: await house.ask('POST', url, { body: 'x' }),
      unknownName: await house.get('/img/f=auto/none.jpg'),
      badOption: await house.get('/img/f=auto,w=abc/photo.jpg'),
      badName: await house.get('/img/f=auto/../photo.jpg'),
      badEscape: await house.get('/img/f=auto/%zz'),
      tooWide: await house.get('/img/f=auto,w=9000,fit=squeeze,h=1/photo.jpg'),
    };
    for (const [which, { headers }] of Object.entries(answers)) {
      expect(headers.get('vary'), which).toBe('Accept');
    }
    expect(answers.notModified.status).toBe(304);
    expect(answers.preconditionFailed.status).toBe(412);
  });

  test('an explicit format does not vary', async () => {
    const house = await houseWithPhoto();
    const answer = await house.get('/img/w=64,f=webp/photo.jpg', accept('image/jpeg'));
    expect(answer.headers.get('content-type')).toBe('image/webp');
    expect(answer.headers.has('vary')).toBe(false);
  });

  test('a hundred Accept headers make no more than three results', async () => {
    const house = await houseWithPhoto();
    for (let i = 0; i < 100; i += 1) {
      const types = ['image/avif', 'image/webp', 'image/png', `image/x-${i}`].slice(i % 3);
      await house.get('/img/w=16,f=auto/photo.jpg', accept(types.join(';q=0.5,')));
    }
    expect(house.count.renders).toBeLessThanOrEqual(3);
  });
});

describe('answers without a render', () => {
  test('a matching If-None-Match is 304 before anything is rendered or read', async () => {
    const house = await houseWithPhoto();
    const head = await house.ask('HEAD', '/img/w=100/photo.jpg');
    const etag = head.headers.get('etag') ?? '';
    for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const answer = await house.get('/img/w=100/photo.jpg', { 'If-None-Match': tag });
      expect(answer.status).toBe(304);
      expect(answer.body).toBeNull();
      expect(answer.headers.get('etag')).toBe(etag);
      expect(answer.headers.get('cache-control')).toContain('max-age=3600');
    }
    const since = head.headers.get('last-modified') ?? '';
    expect((await house.get('/img/w=100/photo.jpg', { 'If-Modified-Since': since })).status).toBe(304);
    expect(house.count).toMatchObject({ renders: 0, pVolReads: 0, mVolReads: 0 });
  });

  test('three hundred HEADs open nothing and render nothing', async () => {
    const house = await houseWithPhoto();
    for (let i = 1; i <= 300; i += 1) {
      const answer = await house.ask('HEAD', `/img/w=${i}/photo.jpg`);
      expect(answer.status).toBe(200);
      expect(answer.body).toBeNull();
    }
    expect(house.count).toMatchObject({ renders: 0, pVolReads: 0, mVolReads: 0, open: 0 });
    // The count can count: the same as GET does render.
    await house.get('/img/w=1/photo.jpg');
    expect(house.count.renders).toBe(1);
  });

  test('HEAD has the status and headers of GET but for what only a body can tell', async () => {
    const house = await houseWithPhoto();
    for (const target of [
      '/img/w=100,f=auto/photo.jpg',
      '/img/w=x/photo.jpg',
      '/img/_/none.jpg',
      '/img/_/photo.jpg?a',
    ]) {
      const head = await house.ask('HEAD', target);
      const get = await house.get(target);
      const only = get.ok ? ['content-length', 'cache-status', 'server-timing'] : [];
      for (const name of only) {
        head.headers.delete(name);
        get.headers.delete(name);
      }
      expect(head.status).toBe(get.status);
      expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(get.headers));
    }
  });

  test('If-Match of other bytes is 412', async () => {
    const house = await houseWithPhoto();
    const answer = await house.get('/img/w=100/photo.jpg', { 'If-Match': '"other"' });
    expect(answer.status).toBe(412);
    expect(house.count.renders).toBe(0);
  });

  test('OPTIONS is 204 and allows every page to read', async () => {
    const house = await houseWithPhoto();
    for (const target of ['/img/w=100/photo.jpg', '/original/photo.jpg']) {
      const answer = await house.ask('OPTIONS', target, { headers: { Origin: 'https://page.example' } });
      expect(answer.status).toBe(204);
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      expect(answer.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    }
  });
});

describe('what a front may keep', () => {
  test('is told of each 200 that mVol had, with the headers of a later hit', async () => {
    const house = await houseWithPhoto();
    const rendered = await house.get('/img/w=100,f=auto/photo.jpg', accept(modernAccept));
    expect(house.kept).toEqual([]);
    const hit = await house.get('/img/w=100,f=auto/photo.jpg', accept(modernAccept));
    await house.get('/img/w=100,f=auto/photo.jpg', accept(modernAccept));
    expect(house.kept).toHaveLength(2);
    const [kept, again] = house.kept;
    expect(again).toEqual(kept);
    expect(kept).toMatchObject({
      target: '/img/w=100,f=auto/photo.jpg',
      fold: 'avif-webp',
      name: 'photo.jpg',
      ext: 'avif',
    });
    expect(kept?.version).toBe(house.mDatabase.lookup('photo.jpg')?.version);
    expect(Object.fromEntries(new Headers(kept?.headers))).toEqual(Object.fromEntries(hit.headers));
    const entry = await house.mVol.read(kept?.key ?? '');
    expect(new Uint8Array(entry?.bytes ?? [])).toEqual(await rendered.bytes());
  });

  test('is not told of what it could not repeat', async () => {
    const house = await houseWithPhoto();
    const head = await house.ask('HEAD', '/img/w=100/photo.jpg');
    await house.get('/img/w=100/photo.jpg', { 'If-None-Match': head.headers.get('etag') ?? '' });
    await house.get('/img/w=abc/photo.jpg');
    await house.get('/original/photo.jpg');
    // An absolute-form's authority is the client's to choose: each would be another entry.
    await house.get('http://evil.example/img/w=100/photo.jpg');
    await house.get('http://evil.example/img/w=100/photo.jpg');
    expect(house.kept).toEqual([]);
  });

  test('does not negotiate where the URL names the format', async () => {
    const house = await houseWithPhoto();
    await house.get('/img/w=100/photo.jpg', accept(modernAccept));
    await house.get('/img/w=100/photo.jpg');
    expect(house.kept).toMatchObject([{ fold: undefined }]);
  });
});
