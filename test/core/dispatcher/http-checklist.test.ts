// Boxes of the HTTP checklist that no other test names (infra/reference/http.md lists all).
import { beforeAll, describe, expect, test } from 'vitest';
import { type House, jsonOf, openHouse } from './house.ts';
import { drawPicture } from './pictures.ts';

let photo: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture();
});

async function houseOf(): Promise<House> {
  const house = await openHouse();
  await house.put('photo.jpg', photo);
  return house;
}

const targets = ['/img/w=64/photo.jpg', '/img/w=64,f=auto/photo.jpg', '/original/photo.jpg'];

describe('4.1 conditions', () => {
  test('are not looked at where the plain answer would be a refusal', async () => {
    const { get } = await houseOf();
    for (const [target, status] of [
      ['/img/w=64/none.jpg', 404],
      ['/img/w=x/photo.jpg', 400],
      ['/original/none.jpg', 404],
    ] as const) {
      for (const header of ['If-Match', 'If-None-Match']) {
        expect((await get(target, { [header]: '*' })).status).toBe(status === 404 ? 404 : 400);
        expect((await get(target, { [header]: '"x"' })).status).toBe(status);
      }
    }
  });

  test('an If-Modified-Since that is no date, or stands beside If-None-Match, counts for nothing', async () => {
    const { get } = await houseOf();
    for (const target of targets) {
      expect((await get(target, { 'If-Modified-Since': 'yesterday' })).status).toBe(200);
      const later = new Date(Date.now() + 60_000).toUTCString();
      expect((await get(target, { 'If-Modified-Since': later, 'If-None-Match': '"x"' })).status).toBe(200);
    }
  });

  test('a result never has the tag of its source, nor the tag of another format', async () => {
    const { get } = await houseOf();
    const asked = ['/original/photo.jpg', '/img/_/photo.jpg', '/img/f=webp/photo.jpg', '/img/f=png/photo.jpg'];
    const tags = await Promise.all(asked.map(async (target) => (await get(target)).headers.get('etag')));
    for (const tag of tags) expect(tag).toMatch(/^"[^"]+"$/);
    expect(new Set(tags).size).toBe(asked.length);
  });
});

describe('4.2 ranges', () => {
  test('are offered of originals only; of a result the whole is given, so no part of another format is stitched in', async () => {
    const { get } = await houseOf();
    expect((await get('/original/photo.jpg')).headers.get('accept-ranges')).toBe('bytes');
    const result = await get('/img/w=64,f=auto/photo.jpg', { Range: 'bytes=0-9' });
    expect(result.status).toBe(200);
    expect(result.headers.has('accept-ranges') || result.headers.has('content-range')).toBe(false);
  });
});

describe('4.4 what goes into a key', () => {
  test('is nothing of 20 headers that caches leave out: the same bytes, tag and location for every value', async () => {
    const { get } = await houseOf();
    const names = ['X-Forwarded-Host', 'X-Forwarded-Proto', 'X-Forwarded-For', 'Forwarded', 'X-Original-URL', 'Cookie']
      .concat(['X-Rewrite-URL', 'X-HTTP-Method-Override', 'Accept-Language', 'Accept-Encoding', 'User-Agent', 'Via'])
      .concat([
        'X-Host',
        'X-Real-IP',
        'Referer',
        'Sec-CH-DPR',
        'Sec-CH-Width',
        'Save-Data',
        'Viewport-Width',
        'Origin',
      ]);
    for (const target of targets) {
      const plain = await get(target);
      const bytes = Buffer.from(await plain.arrayBuffer());
      for (const name of names) {
        const answer = await get(target, { [name]: 'https://evil.example, gzip' });
        expect({ name, etag: answer.headers.get('etag') }).toEqual({ name, etag: plain.headers.get('etag') });
        expect(answer.headers.get('vary')).toBe(plain.headers.get('vary'));
        expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
        expect(JSON.stringify([...answer.headers])).not.toContain('evil');
      }
    }
    expect(names).toHaveLength(20);
  });
});

describe('4.5 and 4.7 fields', () => {
  test('have no Set-Cookie, and no coding of a picture whatever is accepted', async () => {
    const { get } = await houseOf();
    for (const target of [...targets, '/img/w=x/photo.jpg', '/original/none.jpg']) {
      const { headers } = await get(target, { 'Accept-Encoding': 'gzip, br, zstd', Cookie: 'a=b' });
      expect([headers.has('set-cookie'), headers.has('content-encoding')]).toEqual([false, false]);
    }
  });

  test('tell the length of every answer that has a body', async () => {
    const { get } = await houseOf();
    for (const target of [...targets, '/img/w=x/photo.jpg', '/original/none.jpg', '/healthz']) {
      const answer = await get(target);
      expect(answer.headers.get('content-length')).toBe(String((await answer.arrayBuffer()).byteLength));
    }
  });

  test('are those of a problem document on every refusal, also where only images are accepted', async () => {
    const { get } = await houseOf();
    for (const target of ['/img/w=x/photo.jpg', '/original/none.jpg', '/nowhere', '/%', '/api/images']) {
      const answer = await get(target, { Accept: 'image/*' });
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      const { type, title, status, code } = await jsonOf(answer);
      expect({ type, status }).toEqual({ type: `urn:imageserver:problem:${code}`, status: answer.status });
      expect(title).toBeTruthy();
    }
  });
});
