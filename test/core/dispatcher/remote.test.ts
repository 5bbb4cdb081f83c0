// Images elsewhere as sources of image URLs: how they are named, who may name them, and what comes of them.
import { beforeAll, describe, expect, test } from 'vitest';
import { createSignUrl } from '../../../core/dialect/signature.ts';
import { readSourceRule, type SourceRule } from '../../../core/index.ts';
import { keyOf } from '../../support/signing.ts';
import { giving, openElsewhere, saying } from './elsewhere.ts';
import { bearer, jsonOf } from './house.ts';
import { drawPicture } from './pictures.ts';

const key = keyOf('k1', 1);
let photo: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture('jpg');
});

describe('an image elsewhere', () => {
  test('is transformed like the same bytes stored here, under the same ETag, and fetched once', async () => {
    const { house, server, show, url } = await openElsewhere(giving(photo));
    await house.put('a.jpg', photo);
    const stored = await house.get('/img/w=8/a.jpg');
    const answer = await show();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).toBe(stored.headers.get('etag'));
    expect(await answer.bytes()).toEqual(await stored.bytes());
    expect(answer.headers.get('cache-status')).toBe('imageserver; hit; detail=mVol');
    expect((await show('w=9')).status).toBe(200);
    expect((await house.get(`/img/w=9/${url}`, { 'If-None-Match': '*' })).status).toBe(304);
    expect((await house.ask('HEAD', `/img/w=10/${url}`)).headers.get('content-type')).toBe('image/jpeg');
    expect(server.connections).toBe(1);
    expect(house.kept.map(({ name }) => name)).not.toContain(url);
    expect(house.count).toMatchObject({ open: 0 });
    expect(await house.stored()).toHaveLength(1);
  });

  test.each([
    ['as it is', (url: string) => url],
    ['with folded slashes', (url: string) => url.replace('//', '/')],
    ['encoded as a whole', encodeURIComponent],
    ['with an encoded colon', (url: string) => url.replace(':', '%3A')],
    ['in other case', (url: string) => url.replace('http://images', 'HTTP://IMAGES')],
  ])('may be named %s', async (_, spell) => {
    const { server, show, url } = await openElsewhere(giving(photo));
    expect((await show('w=8', spell(url))).status).toBe(200);
    expect(server.requests[0]?.url).toBe('/a.jpg');
  });

  test('is asked for by the path and query that were meant', async () => {
    const { server, show, url } = await openElsewhere(giving(photo));
    await show('w=8', `${url}%3Fv=1&name=b%20c%3Fd`);
    await show('w=8', encodeURIComponent(`${url}?v=2`));
    await show('w=8', url.replace('a.jpg', 'd%2Fe%20f.jpg'));
    expect(server.requests.map((request) => request.url)).toEqual([
      '/a.jpg?v=1&name=b%20c%3Fd',
      '/a.jpg?v=2',
      '/d%2Fe%20f.jpg',
    ]);
  });

  test.each([
    ['a.jpg%3Fdownload=1', 'inline; filename="a.jpg"'],
    ['%C3%A9t%C3%A9.png', `inline; filename="_t_.jpg"; filename*=UTF-8''%C3%A9t%C3%A9.jpg`],
    ['a%E2%80%AEb.exe', 'inline; filename="image.jpg"'],
    ['', 'inline; filename="image.jpg"'],
  ])('called %j is saved under the name in its own URL', async (last, disposition) => {
    const { show, url } = await openElsewhere(
      giving(photo, { 'Content-Disposition': 'attachment; filename="x.html"' }),
    );
    expect((await show('w=8', url.replace('a.jpg', last))).headers.get('content-disposition')).toBe(disposition);
  });

  test('is not stamped on another one, and not given as it is', async () => {
    const { house, server, url } = await openElsewhere(giving(photo));
    await house.put('a.jpg', photo);
    expect((await house.get(`/img/wm=${encodeURIComponent(url)}/a.jpg`)).status).toBe(400);
    expect((await house.get(`/img/wm=b64:${Buffer.from(url).toString('base64url')}/a.jpg`)).status).toBe(400);
    expect((await house.get(`/original/${url}`)).status).toBe(400);
    expect((await house.get(`/original/${encodeURIComponent(url)}`)).status).toBe(400);
    expect(server.connections).toBe(0);
  });

  test.each([
    'ftp://images.example/a',
    'https://',
    'https://user@images.example/a',
    'https://images.example/%5C',
    'https:///a',
  ])('under %s is refused as 4xx', async (url) => {
    const { house } = await openElsewhere(giving(photo));
    const answer = await house.get(`/img/_/${url}`);
    expect([400, 403]).toContain(answer.status);
  });

  test('of a host that is not allowed, or no longer, is 403 whatever is at hand', async () => {
    const rules: SourceRule[] = [];
    const { server, show, url } = await openElsewhere(giving(photo), { remote: { rules } });
    expect((await show()).status).toBe(403);
    rules.push(readSourceRule(new URL(url).origin) as SourceRule);
    expect((await show()).status).toBe(200);
    rules.pop();
    expect((await show()).status).toBe(403);
    expect(server.connections).toBe(1);
  });
});

describe('an unsigned URL', () => {
  test.each([
    ['any', '*', 'w=640', 200],
    ['ladder', '*', 'w=640', 403],
    ['ladder', 'images.example', 'w=640', 200],
    ['ladder', 'images.example', 'blur=2', 403],
    ['pipelines', '*', 'p=small', 403],
    ['pipelines', 'images.example', 'p=small', 200],
    ['none', 'images.example', 'w=640', 403],
  ] as const)('under %s, with %s allowed, may ask for %s: %i', async (level, host, options, status) => {
    const opened = await openElsewhere(giving(photo), {
      host,
      delivery: { unsigned: level, keys: [key] },
      pipelines: { small: 'w=8' },
    });
    expect((await opened.show(options)).status).toBe(status);
    expect((await opened.house.get(await createSignUrl(key)(`/img/blur=3/${opened.url}`))).status).toBe(200);
  });
});

describe('a purge', () => {
  test('of a URL drops its results and what is known of it, and wants a token without a prefix', async () => {
    const { house, server, show, url, turn } = await openElsewhere(giving(photo));
    await show();
    await show('w=9');
    turn(giving(await drawPicture('png')));
    expect((await show()).headers.get('content-type')).toBe('image/jpeg');
    const purge = (headers: Record<string, string> = bearer) =>
      house.ask('POST', '/api/purge', { body: JSON.stringify({ url }), headers });
    const made = await house.ask('POST', '/api/tokens', {
      body: JSON.stringify({ scopes: ['delete'], prefix: 'a/' }),
      headers: bearer,
    });
    const { token } = await jsonOf(made);
    expect((await purge({ Authorization: `Bearer ${token}` })).status).toBe(403);
    expect(await jsonOf(await purge())).toMatchObject({ names: 1 });
    expect((await show()).headers.get('content-type')).toBe('image/png');
    expect(server.connections).toBe(2);
    await purge();
    expect(await jsonOf(await purge())).toEqual({ names: 0, results: 0 });
  });

  test('also forgets that there was nothing', async () => {
    const { house, show, url, turn } = await openElsewhere(saying(404));
    expect((await show()).status).toBe(404);
    turn(giving(photo));
    expect((await show()).status).toBe(404);
    await house.ask('POST', '/api/purge', { body: JSON.stringify({ url }), headers: bearer });
    expect((await show()).status).toBe(200);
  });
});
