// Tokens that may less than all: by scope, and by the names they are for.
import { beforeAll, describe, expect, test } from 'vitest';
import { keyOf } from '../../support/signing.ts';
import { bearer, type House, jsonOf, openHouse } from './house.ts';
import { drawPicture } from './pictures.ts';

let photo: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture('jpg');
});

const json = (value: unknown) => JSON.stringify(value);

async function tokenOf(house: House, asked: object) {
  const answer = await house.ask('POST', '/api/tokens', { headers: bearer, body: json(asked) });
  expect(answer.status).toBe(201);
  const made = await jsonOf(answer);
  return { ...made, headers: { Authorization: `Bearer ${made.token}` } };
}

const ways = {
  'list images': ['GET', '/api/images'],
  'show an image': ['GET', '/api/images/a/1'],
  'store an image': ['PUT', '/api/images/a/1'],
  'delete an image': ['DELETE', '/api/images/a/1'],
  'purge results': ['POST', '/api/purge', json({ name: 'a/1' })],
  'make a token': ['POST', '/api/tokens', json({ scopes: ['admin'] })],
  'list tokens': ['GET', '/api/tokens'],
  'revoke a token': ['DELETE', '/api/tokens/none'],
} as const;
type Way = keyof typeof ways;

async function forbidden(house: House, headers: Record<string, string>): Promise<readonly Way[]> {
  const refused: Way[] = [];
  for (const [way, [method, target, body]] of Object.entries(ways) as [Way, readonly [string, string, string?]][]) {
    const sent = body ?? (method === 'PUT' ? photo : undefined);
    const answer = await house.ask(method, target, { headers, ...(sent && { body: sent }) });
    if (answer.status === 403) refused.push(way);
    else expect([200, 201, 204, 404], way).toContain(answer.status);
  }
  return refused;
}

describe('a token', () => {
  test.each([
    [['read'], ['store an image', 'delete an image', 'purge results', 'make a token', 'list tokens', 'revoke a token']],
    [
      ['write'],
      [
        'list images',
        'show an image',
        'delete an image',
        'purge results',
        'make a token',
        'list tokens',
        'revoke a token',
      ],
    ],
    [
      ['read', 'delete'],
      ['store an image', 'make a token', 'list tokens', 'revoke a token'],
    ],
    [['admin'], []],
  ] as const)('of the scopes %j may not: %j', async (scopes, expected) => {
    const house = await openHouse();
    await house.put('a/1', photo);
    const { headers } = await tokenOf(house, { scopes });
    expect(await forbidden(house, headers)).toEqual(expected);
  });

  test('of a prefix has no names but those that begin with it, whether others are there or not', async () => {
    const house = await openHouse({ delivery: { keys: [keyOf('k', 7)] } });
    for (const name of ['a/1', 'a/2', 'b/1']) await house.put(name, photo);
    const { headers } = await tokenOf(house, { scopes: ['admin'], prefix: 'a/' });
    const statusOf = async (method: string, target: string, body?: string) =>
      (await house.ask(method, target, { headers, ...(body && { body }) })).status;
    expect(await statusOf('GET', '/api/images/a/1')).toBe(200);
    for (const name of ['b/1', 'b/none', 'a', 'A/1']) {
      expect(await statusOf('GET', `/api/images/${name}`), name).toBe(403);
      expect(await statusOf('DELETE', `/api/images/${name}`), name).toBe(403);
      expect(await statusOf('POST', '/api/purge', json({ name })), name).toBe(403);
    }
    for (const body of [{ prefix: '' }, { prefix: 'b' }, { dropped: true }]) {
      expect(await statusOf('POST', '/api/purge', json(body)), json(body)).toBe(403);
    }
    expect(await statusOf('POST', '/api/purge', json({ prefix: 'a/' }))).toBe(200);
    expect(await statusOf('POST', '/api/tokens', json({ scopes: ['admin'] }))).toBe(403);
    for (const query of ['', '?prefix=', '?prefix=a']) {
      const { images } = await jsonOf(await house.ask('GET', `/api/images${query}`, { headers }));
      expect(
        images.map(({ name }: { name: string }) => name),
        query,
      ).toEqual(['a/1', 'a/2']);
    }
    expect(await statusOf('GET', '/api/images?prefix=b')).toBe(403);
  });

  test('of a prefix stores under it, and signs nothing else', async () => {
    const house = await openHouse({ delivery: { keys: [keyOf('k', 7)] } });
    const { headers } = await tokenOf(house, { scopes: ['read', 'write'], prefix: 'a/' });
    const made = await jsonOf(await house.ask('POST', '/api/images', { headers, body: photo }));
    expect(made.name).toMatch(/^a\/[0-9a-f]{32}\.jpg$/);
    const form = new FormData();
    form.append('name', 'b/1');
    form.append('file', new Blob([photo], { type: 'image/jpeg' }));
    expect((await house.ask('POST', '/api/images', { headers, body: form })).status).toBe(403);
    expect((await house.ask('PUT', '/api/images/b/1', { headers, body: photo })).status).toBe(403);
    const sign = async (body: object) => (await house.ask('POST', '/api/sign', { headers, body: json(body) })).status;
    expect(await sign({ name: 'b/1' })).toBe(403);
    expect(await sign({ target: '/original/b/1' })).toBe(403);
    expect(await sign({ target: '/img/w=9/b/1' })).toBe(403);
    expect(await sign({ target: '/img/watermark=b%2F1/a/1' })).toBe(403);
  });

  test('is told once, kept as a digest, listed without it, and ends when it is revoked or over', async () => {
    let now = 1_700_000_000_000;
    const house = await openHouse({ clock: () => now });
    const kept = await tokenOf(house, { scopes: ['read'], label: 'gallery' });
    const brief = await tokenOf(house, { scopes: ['read'], expiresIn: 60 });
    const listed = await (await house.ask('GET', '/api/tokens', { headers: bearer })).text();
    expect(JSON.parse(listed).tokens).toMatchObject([{ id: kept.id, label: 'gallery' }, { id: brief.id }]);
    for (const { token } of [kept, brief]) expect(listed + json([house.told, house.audited])).not.toContain(token);
    const status = async ({ headers }: { headers: Record<string, string> }) =>
      (await house.ask('GET', '/api/images', { headers })).status;
    expect([await status(kept), await status(brief)]).toEqual([200, 200]);
    now += 60_000;
    expect([await status(kept), await status(brief)]).toEqual([200, 401]);
    const revoke = () => house.ask('DELETE', `/api/tokens/${kept.id}`, { headers: bearer });
    expect((await revoke()).status).toBe(204);
    expect(await status(kept)).toBe(401);
    expect((await revoke()).status).toBe(404);
  });

  test.each([
    {},
    { scopes: [] },
    { scopes: ['all'] },
    { scopes: ['read'], expiresIn: 0 },
    { scopes: ['read'], more: 1 },
  ])('is not made of %j', async (asked) => {
    const house = await openHouse();
    const answer = await house.ask('POST', '/api/tokens', { headers: bearer, body: json(asked) });
    expect(answer.status).toBe(400);
  });
});

test('what changes something is in the audit log, by whom and how it ended, and looking is not', async () => {
  const house = await openHouse();
  const { headers, id } = await tokenOf(house, { scopes: ['read', 'write'] });
  await house.ask('PUT', '/api/images/a', { headers, body: photo });
  await house.ask('GET', '/api/images/a', { headers });
  await house.ask('DELETE', '/api/images/a?token=secret', { headers });
  expect(house.audited).toMatchObject([
    { who: 'owner', method: 'POST', path: '/api/tokens', status: 201 },
    { who: id, method: 'PUT', path: '/api/images/a', status: 201 },
    { who: id, method: 'DELETE', path: '/api/images/a', status: 403 },
  ]);
});
