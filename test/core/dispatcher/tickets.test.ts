// Upload tickets: one image, once, from a page that has no token.
import { beforeAll, describe, expect, test } from 'vitest';
import { createMemoryDatabase } from '../../../core/index.ts';
import { type Body, bearer, type House, jsonOf, openHouse } from './house.ts';
import { drawPicture } from './pictures.ts';

let photo: Uint8Array<ArrayBuffer>;
let other: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture('jpg');
  other = await drawPicture('png');
});

const page = { Origin: 'https://page.example' };

async function ticketOf(house: House, asked: object = {}, headers: Record<string, string> = bearer) {
  const answer = await house.ask('POST', '/api/uploads', { headers, body: JSON.stringify(asked) });
  expect(answer.status).toBe(201);
  return jsonOf(answer);
}

const use = (house: House, { url }: { url: string }, body: Body, headers: Record<string, string> = {}) =>
  house.ask('POST', url, { headers: { ...page, ...headers }, body, duplex: 'half' });

async function tokenOf(house: House, prefix: string, scopes = ['write']) {
  const body = JSON.stringify({ scopes, prefix });
  const { token } = await jsonOf(await house.ask('POST', '/api/tokens', { headers: bearer, body }));
  return { Authorization: `Bearer ${token}` };
}

describe('an upload ticket', () => {
  test('lets one image in without a token, readable by any page, and is refused from then on', async () => {
    const house = await openHouse();
    const ticket = await ticketOf(house, { name: 'a/1', tags: ['new'], private: true });
    const preflight = await house.ask('OPTIONS', ticket.url, { headers: page });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    const answer = await use(house, ticket, photo, { 'Image-Private': 'false', 'Image-Metadata': '{"by":"me"}' });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    const expected = { name: 'a/1', private: true, tags: ['new'], metadata: { by: 'me' } };
    expect(await jsonOf(answer)).toMatchObject(expected);
    const again = await use(house, ticket, other);
    expect(again.status).toBe(403);
    expect(again.headers.get('access-control-allow-origin')).toBe('*');
    expect((await house.ledger.get('a/1'))?.ext).toBe('jpg');
  });

  test('used by many at once lets in exactly one', async () => {
    const house = await openHouse();
    const ticket = await ticketOf(house, { prefix: 'a/' });
    const answers = await Promise.all(Array.from({ length: 8 }, () => use(house, ticket, photo)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, 403, 403, 403, 403, 403, 403, 403]);
    expect(await house.ledger.list({ prefix: 'a/', after: '', limit: 9 })).toHaveLength(1);
  });

  test('is still good when nothing came of its upload', async () => {
    const house = await openHouse();
    const maxBytes = Math.max(photo.byteLength, other.byteLength);
    const ticket = await ticketOf(house, { maxBytes, types: ['image/jpeg'] });
    const tooLong = new Uint8Array(maxBytes + 1);
    tooLong.set(photo);
    expect((await use(house, ticket, tooLong)).status).toBe(413);
    expect((await use(house, ticket, new Blob([tooLong]).stream())).status).toBe(413);
    expect((await use(house, ticket, other)).status).toBe(415);
    expect((await use(house, ticket, photo.slice(0, 5000))).status).toBe(422);
    expect((await use(house, ticket, photo)).status).toBe(201);
  });

  test('outlives a restart, used or not, and ends when its time is over', async () => {
    const database = createMemoryDatabase();
    let now = Date.now();
    const clock = () => now;
    const house = await openHouse({ database, clock });
    const [used, unused, late] = await Promise.all([{}, {}, { expiresIn: 10 }].map((asked) => ticketOf(house, asked)));
    await use(house, used, photo);
    const restarted = await openHouse({ database, clock });
    expect((await use(restarted, used, photo)).status).toBe(403);
    now += 10_000;
    expect((await use(restarted, late, photo)).status).toBe(403);
    expect((await use(restarted, unused, photo)).status).toBe(201);
    await ticketOf(restarted);
    const left = await database.scan('config', { prefix: 'ticket.', after: '', limit: 9 });
    expect(left).toHaveLength(1);
    expect(JSON.stringify(left)).not.toContain('tkt_');
  });

  test('binds the name: fixed, or under a prefix, and never outside of the realm it was made in', async () => {
    const house = await openHouse();
    const named = (name: string) => {
      const form = new FormData();
      form.set('file', new Blob([photo]));
      form.set('name', name);
      return form;
    };
    expect((await use(house, await ticketOf(house, { name: 'a/1' }), named('a/2'))).status).toBe(403);
    expect((await use(house, await ticketOf(house, { prefix: 'a/' }), named('b'))).status).toBe(403);
    expect((await use(house, await ticketOf(house, { prefix: 'a/' }), named('a/b'))).status).toBe(201);
    const mine = await tokenOf(house, 'mine/');
    const made = await jsonOf(await use(house, await ticketOf(house, {}, mine), photo));
    expect(made.name).toMatch(/^mine\/[0-9a-f]{32}\.jpg$/);
    for (const asked of [{ name: 'a' }, { prefix: 'a/' }]) {
      const refused = await house.ask('POST', '/api/uploads', { headers: mine, body: JSON.stringify(asked) });
      expect(refused.status).toBe(403);
    }
  });

  test('replaces only where it says so', async () => {
    const house = await openHouse();
    await house.put('a', other);
    expect((await use(house, await ticketOf(house, { name: 'a' }), photo)).status).toBe(412);
    expect((await use(house, await ticketOf(house, { name: 'a', replace: true }), photo)).status).toBe(200);
  });

  test('takes the scope to write to be made, and is in no log', async () => {
    const house = await openHouse();
    const reader = await tokenOf(house, '', ['read']);
    expect((await house.ask('POST', '/api/uploads', { headers: reader, body: '{}' })).status).toBe(403);
    const ticket = await ticketOf(house, { name: 'a' });
    await use(house, ticket, photo);
    const lines = JSON.stringify([house.told, house.audited]);
    expect(lines).toContain(`ticket ${ticket.id} of owner`);
    expect(lines).not.toContain(ticket.ticket);
  });

  test.each([{ maxBytes: 0 }, { types: ['text/plain'] }, { expiresIn: 604_801 }, { name: '' }, { more: 1 }])(
    'is not made with %j',
    async (asked) => {
      const house = await openHouse();
      const answer = await house.ask('POST', '/api/uploads', { headers: bearer, body: JSON.stringify(asked) });
      expect(answer.status).toBe(400);
    },
  );
});
