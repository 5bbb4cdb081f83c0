// Uploads past the server: bytes that are put into a bucket by a ticket, and become an image when that is asked for.
import { beforeAll, describe, expect, test } from 'vitest';
import { createMemoryDatabase } from '../../../core/index.ts';
import { openedVolume } from '../../adapters/volumes/s3/opened-volume.ts';
import { sha256 } from '../../support/bytes.ts';
import { bearer, type House, jsonOf, openHouse } from './house.ts';
import { drawPicture } from './pictures.ts';

let photo: Uint8Array<ArrayBuffer>;
let other: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture('jpg');
  other = await drawPicture('png');
});

interface Offered {
  readonly id: string;
  readonly ticket: string;
  readonly url: string;
  readonly complete: string;
  readonly put: {
    readonly url: string;
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly expiresAt: string;
  };
}

/** Images in files, and the staging area in the bucket of a server that checks signatures. */
async function houseWithBucket(more: Parameters<typeof openHouse>[0] = {}) {
  const { server, volume } = await openedVolume();
  const presigner = volume.presigner as NonNullable<typeof volume.presigner>;
  const open = () => openHouse({ ...more, pVol: (pVol) => ({ ...pVol, presigner }) });
  return { server, open, house: await open() };
}

const askTicket = (house: House, asked: object) =>
  house.ask('POST', '/api/uploads', { headers: bearer, body: JSON.stringify(asked) });
async function ticketOf(house: House, asked: object = {}, { byteLength } = photo): Promise<Offered> {
  const answer = await askTicket(house, { direct: { byteLength }, ...asked });
  expect(answer.status).toBe(201);
  return jsonOf(answer);
}
const put = ({ put: { url, method, headers } }: Offered, body: Uint8Array<ArrayBuffer>) =>
  fetch(url, { method, headers, body }).then(({ status }) => status);
// Without a body there is a stream of no bytes, as of a request over HTTP that says no length.
const complete = (house: House, { complete: target }: Offered, body?: object) =>
  house.ask('POST', target, {
    headers: { Origin: 'https://page.example' },
    body: body ? JSON.stringify(body) : new Uint8Array(),
  });

describe('a ticket with direct', () => {
  test('has the bytes put into the bucket, and makes an image of them when that is asked for', async () => {
    const { server, house } = await houseWithBucket();
    const ticket = await ticketOf(house, { name: 'a/1', tags: ['new'], private: true });
    expect(Date.parse(ticket.put.expiresAt) - Date.now()).toBeLessThanOrEqual(3_600_000);
    expect(await put(ticket, photo)).toBe(200);
    expect(await house.ledger.get('a/1')).toBeUndefined();
    expect(server.objects.keys()).toEqual([`house//staging/${ticket.id}`]);
    const answer = await complete(house, ticket, { private: false, metadata: { by: 'me' } });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([201, '*']);
    const expected = { name: 'a/1', private: true, tags: ['new'], metadata: { by: 'me' }, digest: sha256(photo) };
    expect(await jsonOf(answer)).toMatchObject(expected);
    expect(server.objects.keys()).toEqual([]);
    expect(JSON.stringify(house.audited)).toContain(`ticket ${ticket.id} of owner`);
    expect(JSON.stringify([house.told, house.audited])).not.toContain(ticket.ticket);
    expect((await complete(house, ticket)).status).toBe(403);
  });

  test('is completed by exactly one of many that try, also when its bytes are put once more behind it', async () => {
    const { house } = await houseWithBucket();
    const ticket = await ticketOf(house, { prefix: 'a/' });
    await put(ticket, photo);
    const answers = await Promise.all(Array.from({ length: 6 }, () => complete(house, ticket)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 403, 403, 403, 403, 403]);
    expect(await put(ticket, photo)).toBe(200);
    expect((await complete(house, ticket)).status).toBe(403);
    expect(await house.ledger.list({ prefix: 'a/', after: '', limit: 9 })).toHaveLength(1);
  });

  test('is still good when nothing came of it: nothing put, another length, no image, another digest, a taken name', async () => {
    const { server, house } = await houseWithBucket();
    await house.put('taken', other);
    const digest = sha256(photo);
    const ticket = await ticketOf(house, { prefix: '', direct: { byteLength: photo.byteLength, digest } });
    const key = `house//staging/${ticket.id}`;
    expect((await complete(house, ticket)).status).toBe(404);
    // As a store leaves it that looks at neither length nor digest.
    const left = (bytes: Uint8Array) => server.objects.put(key, Buffer.from(bytes), {}, {});
    const refused = async (asked = {}) => {
      const { code } = await jsonOf(await complete(house, ticket, asked));
      return code;
    };
    left(photo.slice(1));
    expect(await refused()).toBe('digest-mismatch');
    left(new Uint8Array(photo.byteLength));
    expect(await refused()).toBe('unsupported-type');
    const [last = 0] = photo.slice(-1);
    left(Uint8Array.of(...photo.slice(0, -1), last ^ 1));
    expect(await refused()).toBe('digest-mismatch');
    left(photo.slice());
    expect(await refused({ name: 'taken' })).toBe('precondition-failed');
    expect(await refused({ name: '..' })).toBe('bad-name');
    expect(await refused({ else: 1 })).toBe('bad-request');
    expect(server.objects.keys()).toEqual([key]);
    expect((await complete(house, ticket, { name: 'b' })).status).toBe(201);
  });

  test('bounds name, length and type as any does, before a byte is put or before it is an image', async () => {
    const { house } = await houseWithBucket({ limits: { uploadBytes: 1_000_000 } });
    const statusOf = async (asked: object) => (await askTicket(house, asked)).status;
    expect(await statusOf({ direct: { byteLength: 1_000_001 } })).toBe(413);
    expect(await statusOf({ direct: { byteLength: 100 }, maxBytes: 99 })).toBe(413);
    for (const direct of [{}, { byteLength: 0 }, { byteLength: 9, digest: 'x' }, true]) {
      expect(await statusOf({ direct })).toBe(400);
    }
    const fixed = await ticketOf(house, { name: 'a/1' });
    await put(fixed, photo);
    expect((await complete(house, fixed, { name: 'a/2' })).status).toBe(403);
    const typed = await ticketOf(house, { types: ['image/png'] });
    await put(typed, photo);
    expect((await complete(house, typed)).status).toBe(415);
  });

  test('outlives a restart, ends with its time, and says so while the bucket is silent', async () => {
    let now = Date.now();
    const { server, house, open } = await houseWithBucket({ database: createMemoryDatabase(), clock: () => now });
    const [kept, late] = await Promise.all([ticketOf(house), ticketOf(house, { expiresIn: 60 })]);
    await Promise.all([kept, late].map((ticket) => put(ticket, photo)));
    const restarted = await open();
    now += 60_000;
    expect((await complete(restarted, late)).status).toBe(403);
    server.faults.add({ on: () => true, wrong: { status: 503 } });
    expect((await complete(restarted, kept)).status).toBe(503);
    server.faults.clear();
    server.faults.add({ on: ({ method }) => method === 'DELETE', wrong: { status: 403 as 500 } });
    expect((await complete(restarted, kept)).status).toBe(201);
    expect(restarted.told.map(({ event }) => event)).toContain('volume.litter');
  });

  test('takes the bytes themselves as well, and is not to be had where there is no bucket', async () => {
    const { house } = await houseWithBucket();
    const { url } = await ticketOf(house);
    expect((await house.ask('PUT', url, { body: photo })).status).toBe(201);
    const without = await openHouse();
    expect((await askTicket(without, { direct: { byteLength: 9 } })).status).toBe(422);
    const { url: plain } = await jsonOf(await askTicket(without, {}));
    expect((await without.ask('POST', `${plain}/complete`)).status).toBe(404);
    expect((await without.ask('PUT', `${plain}/complete`, { body: photo })).status).toBe(405);
  });
});
