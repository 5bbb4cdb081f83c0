import { beforeAll, describe, expect, test } from 'vitest';
import { bearer, jsonOf, openHouse } from './house.ts';
import { drawPicture } from './pictures.ts';

let photo: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture('png', { width: 8, height: 8 });
});

describe('GET /api/images/{name}', () => {
  test('tells what the upload told', async () => {
    const house = await openHouse();
    const stored = await house.put('a/b.png', photo);
    const answer = await house.get('/api/images/a/b.png', bearer);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).toBe(stored.headers.get('etag'));
    expect(await jsonOf(answer)).toEqual(await jsonOf(stored));
  });

  test('is 304 for its tag, 404 for an unknown name and 401 without the token', async () => {
    const house = await openHouse();
    const etag = (await house.put('a', photo)).headers.get('etag') ?? '';
    expect((await house.get('/api/images/a', { ...bearer, 'If-None-Match': etag })).status).toBe(304);
    expect((await house.get('/api/images/b', bearer)).status).toBe(404);
    expect((await house.get('/api/images/a')).status).toBe(401);
  });

  test('is not for other pages to read', async () => {
    const house = await openHouse();
    await house.put('a', photo);
    const answer = await house.get('/api/images/a', { ...bearer, Origin: 'https://page.example' });
    expect(answer.headers.has('access-control-allow-origin')).toBe(false);
  });
});

describe('DELETE /api/images/{name}', () => {
  test('is 204, and the image is gone from every volume before the answer', async () => {
    const house = await openHouse();
    const { imgAddr } = await jsonOf(await house.put('a', photo));
    await house.get('/img/w=4/a');
    const answer = await house.ask('DELETE', '/api/images/a', { headers: bearer });
    expect(answer.status).toBe(204);
    expect(house.mVol.used()).toBe(0);
    expect(house.mDatabase.lookup('a')).toBeUndefined();
    expect(await house.ledger.get('a')).toBeUndefined();
    expect(await house.pVol.read(imgAddr)).toBeUndefined();
    for (const target of ['/original/a', '/img/w=4/a', '/img/_/a']) expect((await house.get(target)).status).toBe(404);
  });

  test('of one of two names with equal bytes leaves the other with its bytes and results', async () => {
    const house = await openHouse();
    await house.put('a', photo);
    await house.put('b', photo);
    await house.get('/img/w=4/b');
    await house.ask('DELETE', '/api/images/a', { headers: bearer });
    expect(await (await house.get('/original/b')).bytes()).toEqual(photo);
    expect((await house.get('/img/w=4/b')).headers.get('cache-status')).toBe('imageserver; hit; detail=mVol');
  });

  test('is 404 for an unknown name, and the second time', async () => {
    const house = await openHouse();
    await house.put('a', photo);
    const remove = (name: string) => house.ask('DELETE', `/api/images/${name}`, { headers: bearer });
    expect((await remove('b')).status).toBe(404);
    expect((await remove('a')).status).toBe(204);
    expect((await remove('a')).status).toBe(404);
  });

  test('honours If-Match', async () => {
    const house = await openHouse();
    const etag = (await house.put('a', photo)).headers.get('etag') ?? '';
    const remove = (tag: string) => house.ask('DELETE', '/api/images/a', { headers: { ...bearer, 'If-Match': tag } });
    expect((await remove('"other"')).status).toBe(412);
    expect((await house.get('/original/a')).status).toBe(200);
    expect((await remove(etag)).status).toBe(204);
  });
});

describe('GET /api/images', () => {
  test('lists by prefix, page after page, in order, each image once', async () => {
    const house = await openHouse();
    for (const name of ['b/1', 'a/3', 'a/1', 'a/2', 'c']) await house.put(name, photo);
    const names: string[] = [];
    let next: string | undefined = '';
    for (let pages = 0; next !== undefined; pages += 1) {
      expect(pages).toBeLessThan(5);
      const answer = await house.get(`/api/images?prefix=a%2F&limit=2&after=${encodeURIComponent(next)}`, bearer);
      const page: { images: { name: string }[]; next?: string } = await jsonOf(answer);
      names.push(...page.images.map(({ name }) => name));
      next = page.next;
    }
    expect(names).toEqual(['a/1', 'a/2', 'a/3']);
  });

  test('without a query lists everything there is', async () => {
    const house = await openHouse();
    await house.put('a', photo);
    const page = await jsonOf(await house.get('/api/images', bearer));
    expect(page).toMatchObject({ images: [{ name: 'a', width: 8 }] });
    expect(page).not.toHaveProperty('next');
  });

  test.each(['limit=0', 'limit=1001', 'limit=ten', 'limit=-1', 'limit=1e2', 'page=2', 'limit=1&limit=2'])(
    '?%s is 400 and names the parameter',
    async (query) => {
      const house = await openHouse();
      const answer = await house.get(`/api/images?${query}`, bearer);
      expect(answer.status).toBe(400);
      expect((await jsonOf(answer)).subject).toBe(query.split('=')[0]);
    },
  );

  test('is 401 without the token', async () => {
    const house = await openHouse();
    expect((await house.get('/api/images')).status).toBe(401);
  });
});

describe('the rooms around', () => {
  test('/healthz is 200, /readyz is 200 or says why not with 503', async () => {
    const house = await openHouse();
    expect((await house.get('/healthz')).status).toBe(200);
    expect((await house.get('/readyz')).status).toBe(200);
    const starting = await openHouse({ ready: { ready: false, reasons: ['The records are being loaded.'] } });
    const answer = await starting.get('/readyz');
    expect(answer.status).toBe(503);
    expect(await jsonOf(answer)).toEqual({ ready: false, reasons: ['The records are being loaded.'] });
    expect((await starting.get('/healthz')).status).toBe(200);
  });

  test('the home page runs its own script only, with a nonce that is never the same', async () => {
    const house = await openHouse();
    const nonces = new Set<string>();
    for (let i = 0; i < 3; i += 1) {
      const answer = await house.get('/');
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const nonce = /script-src 'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1] ?? '';
      expect(await answer.text()).toContain(`nonce="${nonce}"`);
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(3);
  });
});
