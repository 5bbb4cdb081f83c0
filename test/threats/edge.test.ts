// Threats T-14 to T-27 that a house without a socket can show: names, signatures, caches, tokens.
import { beforeAll, expect, it } from 'vitest';
import type { Signature } from '../../core/dialect/signature.ts';
import { createSignUrl, readSignature } from '../../core/dialect/signature.ts';
import { createVerifySignature } from '../../core/policy/verify-signature.ts';
import { bearer, type House, jsonOf, openHouse } from '../core/dispatcher/house.ts';
import { drawPicture } from '../core/dispatcher/pictures.ts';
import { keyOf } from '../support/signing.ts';

const key = keyOf('k1', 1);
let photo: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture('jpg');
});

async function houseWith(...names: string[]): Promise<House> {
  const house = await openHouse();
  for (const name of names) expect((await house.put(name, photo)).status).toBe(201);
  return house;
}

/** One part of a text in another spelling, by a number. */
function mutate(text: string, seed: number): string {
  const at = 1 + (seed % (text.length - 1));
  const char = text[at] ?? '';
  const hex = char.charCodeAt(0).toString(16);
  const spellings = [
    `%${hex}`,
    `%25${hex}`,
    `${char}/`,
    `/${char}`,
    `/./${char}`,
    `/../${char}`,
    `;${char}`,
    `\\${char}`,
    `%2f${char}`,
    char.toUpperCase(),
  ];
  return text.slice(0, at) + (spellings[Math.floor(seed / text.length) % spellings.length] ?? '') + text.slice(at + 1);
}

it('T-14: of 500 spellings of a route, none is authorised as one thing and carried out on another', async () => {
  const house = await houseWith('tenant/a.jpg', 'other/b.jpg');
  const made = await house.ask('POST', '/api/tokens', {
    body: JSON.stringify({ scopes: ['read', 'write', 'delete'], prefix: 'tenant/' }),
    headers: bearer,
  });
  const { token } = await jsonOf(made);
  const target = '/api/images/other/b.jpg';
  for (let seed = 0; seed < 500; seed += 1) {
    const changed = mutate(target, seed);
    const anonymous = await house.ask('DELETE', changed);
    expect(anonymous.status, changed).toBeGreaterThanOrEqual(400);
    const before = house.audited.length;
    const restricted = await house.ask('DELETE', changed, { headers: { Authorization: `Bearer ${token}` } });
    // Whatever it did, the log names the target that was judged, and it was not another tenant's.
    for (const { path } of house.audited.slice(before)) expect(changed.startsWith(String(path))).toBe(true);
    if (restricted.status < 400) expect(decodeURIComponent(changed)).toContain('/tenant/');
  }
  expect((await house.get('/original/other/b.jpg')).status).toBe(200);
});

it('T-15: names with controls, separators, bidi marks or other spellings are 400, and no log line has their bytes', async () => {
  const house = await houseWith('a.jpg');
  const parts = [
    ...[
      '%00',
      '%0d%0a',
      '%5c',
      '%2e%2e%2fa',
      '%252e',
      '%c0%ae',
      '%ff',
      '%e2%80%ae',
      'e%CC%81',
      '/a',
      '%e2%80%a8',
      '%7f',
    ],
    ...['..', '.', 'a//b', 'a/', '%e2%81%a6', '%ef%bb%bf'],
  ];
  for (const part of parts) {
    for (const target of [`/original/${part}`, `/img/_/${part}`, `/api/images/${part}`]) {
      const answer = await house.get(target, bearer);
      expect(answer.status, target).toBe(400);
      expect(await answer.text(), target).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }
  }
  const logged = JSON.stringify([...house.told, ...house.audited]);
  expect(logged).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\\u00|\\r|\\n/u);
});

it('T-16: options without end are refused for their length, and those that fit are read once, whatever is in them', async () => {
  const house = await houseWith('a');
  expect((await house.get(`/img/${'w=1,'.repeat(16_384)}/a`)).status).toBe(414);
  for (const unit of ['w=1,', '~', ',', '=', '%3D', 'crop=;', 'a;', 'text=%25', '(']) {
    const answer = await house.get(`/img/${unit.repeat(Math.floor(8000 / unit.length))}/a`);
    expect(answer.status, unit).toBe(400);
  }
  expect(house.count.renders).toBe(0);
});

it('T-17: all bytes of a signature are looked at, whichever of them is wrong', async () => {
  const verify = createVerifySignature([key], () => 0);
  const signed = readSignature(await createSignUrl(key)('/img/_/a')) as Signature;
  const looksAt = async (wrong: number): Promise<number> => {
    let looks = 0;
    const mac = signed.mac.with(wrong, (signed.mac[wrong] ?? 0) ^ 1);
    const watched = new Proxy(mac, {
      get(target, name) {
        if (typeof name === 'string' && /^\d+$/.test(name)) looks += 1;
        return Reflect.get(target, name, target);
      },
    });
    await expect(verify({ ...signed, mac: watched })).rejects.toMatchObject({ code: 'forbidden' });
    return looks;
  };
  await verify(signed);
  expect(await Promise.all([0, 15, 31].map(looksAt))).toEqual([32, 32, 32]);
});

it('T-18: a signature for reading opens nothing else', async () => {
  const house = await openHouse({ delivery: { keys: [key], unsigned: 'none' } });
  await house.put('a', photo);
  const target = await createSignUrl(key)('/original/a');
  expect((await house.get(target)).status).toBe(200);
  const query = target.slice(target.indexOf('?'));
  for (const method of ['PUT', 'POST', 'DELETE', 'PATCH']) {
    expect((await house.ask(method, target)).status, method).toBe(405);
    expect((await house.ask(method, `/api/images/a${query}`)).status, method).toBeGreaterThanOrEqual(400);
  }
  expect((await house.get(`/img/_/a${query}`)).status).toBe(403);
});

// What has steered somebody's cache once: hosts, paths, methods, formats, users.
const unkeyed =
  `X-Forwarded-Host X-Forwarded-Proto X-Forwarded-Port X-Forwarded-Prefix X-Forwarded-Path X-Forwarded-Scheme
  X-Forwarded-Server X-Forwarded-For X-Forwarded-SSL X-Forwarded-Uri Forwarded X-Host X-Original-URL X-Rewrite-URL X-Original-Host
  X-HTTP-Method-Override X-Method-Override X-HTTP-Method X-Real-IP True-Client-IP CF-Connecting-IP Fastly-Client-IP X-Client-IP
  X-Cluster-Client-IP X-Remote-IP X-ProxyUser-Ip Client-IP Via X-Wap-Profile Profile X-Requested-With X-Original-Path X-Override-URL
  X-Middleware-Prefetch X-Nextjs-Data X-Invoke-Path RSC Next-Router-State-Tree Purpose Sec-Purpose X-Purpose X-Moz Origin Referer
  User-Agent Accept-Language Accept-Charset Accept-Encoding Cookie Authorization X-Api-Version X-Format X-Image-Source X-Source
  X-Options X-Width Pragma Cache-Control Upgrade-Insecure-Requests DNT X-Country X-Device`.split(/\s+/);

it('T-19: sixty headers that no URL has in it change neither bytes nor tag', async () => {
  const house = await houseWith('a');
  const clean = await house.get('/img/w=8/a');
  const [bytes, tag] = [await clean.bytes(), clean.headers.get('etag')];
  for (const name of unkeyed) {
    const answer = await house.get('/img/w=8/a', { [name]: `evil-${name.length}` });
    expect([answer.status, answer.headers.get('etag')], name).toEqual([200, tag]);
    expect(await answer.bytes(), name).toEqual(bytes);
    expect(answer.headers.get('vary') ?? '', name).not.toMatch(new RegExp(`\\b${name}\\b`, 'i'));
  }
  console.info(`T-19: ${unkeyed.length} headers, ${house.count.renders} render`);
  expect(unkeyed.length).toBeGreaterThanOrEqual(60);
  expect(house.count.renders).toBe(1);
});

it('T-20: what a token or a cookie opens is kept by no cache, and a token changes nothing that all may see', async () => {
  const house = await houseWith('a');
  const [anonymous, known] = [
    await house.get('/img/w=8/a'),
    await house.get('/img/w=8/a', { ...bearer, Cookie: 'id=1' }),
  ];
  expect(await known.bytes()).toEqual(await anonymous.bytes());
  for (const target of ['/api/images', '/api/images/a', '/api/tokens', '/api/pipelines']) {
    const answer = await house.get(target, bearer);
    expect([answer.status, answer.headers.get('cache-control')], target).toEqual([200, 'no-store']);
    for (let time = 0; time < 25; time += 1) {
      expect([401, 429], target).toContain((await house.get(target, { 'X-Api-Key': `another-${time}` })).status);
    }
    expect((await house.get(target)).headers.get('cache-control')).toBe('no-store');
  }
});

// Chrome, Firefox, Safari (new and old), Edge, Samsung, Opera, a feed reader, a mail proxy, curl, a bot, nobody.
const accepts = [
  'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8',
  'image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5',
  'image/webp,image/avif,image/jxl,image/heic,image/heic-sequence,video/*;q=0.8,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5',
  'image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5',
  'image/webp,image/apng,image/*,*/*;q=0.8',
  'image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5',
  'image/webp,*/*',
  'image/avif;q=0,image/webp;q=0.9,*/*',
  'image/jpeg,image/png,image/gif',
  'image/*',
  '*/*',
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8',
];

it('T-21: no browser is given a type that it does not take, and a URL that says its format never varies', async () => {
  const house = await houseWith('a');
  const shared = new Map<string, string>();
  for (const accept of accepts) {
    const answer = await house.get('/img/w=8,f=auto/a', { Accept: accept });
    const type = answer.headers.get('content-type') ?? '';
    const refused = new RegExp(`${type};q=0(?![.\\d])`).test(accept);
    expect(!refused && (accept.includes(type) || type === 'image/jpeg'), accept).toBe(true);
    expect(answer.headers.get('vary'), accept).toContain('Accept');
    // A cache that does not heed Vary: the first answer is everybody's.
    const fixed = await house.get('/img/w=8,f=webp/a', { Accept: accept });
    expect(fixed.headers.get('vary') ?? '').not.toContain('Accept');
    shared.set('webp', `${fixed.headers.get('etag')}`);
    expect(shared.get('webp')).toBe(`${(await house.get('/img/w=8,f=webp/a')).headers.get('etag')}`);
  }
});

it('T-23: no cache is let keep an error that another request would not get', async () => {
  const house = await openHouse({ limits: { uploadBytes: 100_000 }, delivery: { unsigned: 'ladder' } });
  await house.put('a', photo);
  const kept: string[] = [];
  const provoke: [string, string, RequestInit][] = [
    ['GET', '/img/w=640/a', { headers: { 'If-Match': '"other"' } }],
    ['POST', '/img/w=640/a', {}],
    ['GET', '/original/a', { headers: { Range: 'bytes=99999999-' } }],
    ['GET', '/img/blur=1/a', {}],
    ['GET', '/img/w=640/a?exp=1&s=k1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', {}],
    ['PUT', '/api/images/b', { body: new Uint8Array(200_000), headers: bearer }],
    ['GET', '/api/images/a', {}],
  ];
  for (const [method, target, init] of provoke) {
    const answer = await house.ask(method, target, init);
    expect(answer.status, target).toBeGreaterThanOrEqual(400);
    if (answer.headers.get('cache-control') !== 'no-store') kept.push(`${method} ${target}`);
  }
  expect(kept).toEqual([]);
  const none = await house.get('/img/w=640/none');
  expect([none.status, none.headers.get('cache-control')]).toEqual([404, 'public, max-age=10']);
  expect((await house.get('/img/w=640/a')).status).toBe(200);
});

it('T-27: a token in a query opens nothing, and no secret is in a log', async () => {
  const house = await openHouse({ delivery: { keys: [key], unsigned: 'none' } });
  await house.put('a', photo);
  const secret = bearer.Authorization.slice('Bearer '.length);
  for (const name of ['token', 'key', 'api_key', 'apikey', 'access_token', 'X-Api-Key']) {
    const answer = await house.ask('PUT', `/api/images/b?${name}=${secret}`, { body: photo });
    expect(answer.status, name).toBe(401);
  }
  const signed = await createSignUrl(key)('/img/w=8/none');
  await house.get(signed);
  await house.ask('DELETE', `/api/images/a?token=${secret}`, { headers: bearer });
  const logged = JSON.stringify([...house.told, ...house.audited]);
  const mac = signed.slice(signed.lastIndexOf('.') + 1);
  for (const planted of [secret, mac, Buffer.from(key.secret).toString('hex')]) expect(logged).not.toContain(planted);
});
