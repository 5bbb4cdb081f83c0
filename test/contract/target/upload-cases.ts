// Storing: what is taken, what is refused, and that nothing of a refused upload can be seen.
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { drawPicture } from '../../support/pictures.ts';
import { photo, uploadLimit } from './stored.ts';
import type { Cases, Client } from './target.ts';

const another = await drawPicture('jpg', { width: 90, height: 60, seed: 5 });
const digestOf = (bytes: Uint8Array) => `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`;

async function isThere(client: Client, name: string): Promise<boolean> {
  return (await client.manage(`/api/images/${name}`)).status === 200;
}

export const uploadCases: Cases = {
  async 'a new name is 201, with what is known of the image and where it is'({ open }) {
    const { status, headers, json } = await open.put('up/new.jpg', photo);
    expect(status).toBe(201);
    expect(headers.get('location')).toBe('/api/images/up/new.jpg');
    const digest = createHash('sha256').update(photo).digest('hex');
    expect(json()).toMatchObject({ name: 'up/new.jpg', width: 300, height: 200, byteLength: photo.length, digest });
    expect((await open.manage('/api/images/up/new.jpg')).json()).toEqual(json());
  },

  async 'a known name is 200, and from then on the new bytes are given'({ open }) {
    await open.put('up/known.jpg', photo);
    const before = await open.ask('/img/w=30/up/known.jpg');
    expect((await open.put('up/known.jpg', another)).status).toBe(200);
    const after = await open.ask('/img/w=30/up/known.jpg');
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'));
    expect(Buffer.compare(after.bytes, before.bytes)).not.toBe(0);
    expect(Buffer.compare((await open.ask('/original/up/known.jpg')).bytes, another)).toBe(0);
  },

  async 'If-None-Match: * stores only what is new'({ open }) {
    const onlyNew = { 'if-none-match': '*' };
    expect((await open.put('up/once.jpg', photo, onlyNew)).status).toBe(201);
    expect((await open.put('up/once.jpg', another, onlyNew)).status).toBe(412);
    expect(Buffer.compare((await open.ask('/original/up/once.jpg')).bytes, photo)).toBe(0);
  },

  async 'of many who store the same new name at once, one does'({ open }) {
    const racers = Array.from({ length: 6 }, () => open.put('up/race.jpg', photo, { 'if-none-match': '*' }));
    const statuses = (await Promise.all(racers)).map(({ status }) => status).sort();
    expect(statuses).toEqual([201, 412, 412, 412, 412, 412]);
  },

  async 'If-Match replaces only what is unchanged'({ open }) {
    const tag = (await open.put('up/match.jpg', photo)).headers.get('etag') ?? '';
    expect((await open.put('up/match.jpg', another, { 'if-match': '"other"' })).status).toBe(412);
    expect((await open.put('up/match.jpg', another, { 'if-match': tag })).status).toBe(200);
    expect((await open.put('up/match.jpg', photo, { 'if-match': tag })).status).toBe(412);
  },

  async 'a digest that is right is taken, one that is wrong is refused'({ open }) {
    expect((await open.put('up/digest.jpg', photo, { 'content-digest': digestOf(photo) })).status).toBe(201);
    const { status, json } = await open.put('up/wrong.jpg', photo, { 'content-digest': digestOf(another) });
    expect({ status, code: json().code }).toEqual({ status: 400, code: 'digest-mismatch' });
    expect(await isThere(open, 'up/wrong.jpg')).toBe(false);
  },

  async 'bytes that are no image are refused, and so is a lie about their type'({ open }) {
    const text = new TextEncoder().encode(
      'no picture at all, but as long as a head has to be to be looked at. '.repeat(4),
    );
    expect((await open.put('up/text.jpg', text)).status).toBe(415);
    expect((await open.put('up/lie.jpg', photo, { 'content-type': 'image/png' })).status).toBe(415);
    expect(await isThere(open, 'up/text.jpg')).toBe(false);
  },

  async 'a damaged image is refused'({ open }) {
    const { status, json } = await open.put('up/damaged.jpg', photo.subarray(0, 40));
    expect({ status, code: json().code }).toEqual({ status: 422, code: 'corrupt-image' });
  },

  async 'an upload that is announced as too long is refused before it is sent'({ open }) {
    const announced = await open.raw('/api/images/up/announced.jpg', {
      method: 'PUT',
      headers: [
        `Authorization: Bearer ${open.running.token}`,
        `Content-Length: ${uploadLimit + 1}`,
        'Expect: 100-continue',
      ],
    });
    expect(announced.status).toBe(413);
  },

  async 'an upload that is too long is refused'({ open }) {
    const long = new Uint8Array(uploadLimit + 1);
    long.set(photo);
    expect((await open.put('up/long.jpg', long)).status).toBe(413);
    expect(await isThere(open, 'up/long.jpg')).toBe(false);
  },

  async 'an upload without a body, or with an empty one, is refused'({ open }) {
    const { status } = await open.put('up/empty.jpg', new Uint8Array(0));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  },

  async 'a form is taken, with its name or with one that is made'({ open }) {
    const form = new FormData();
    form.set('name', 'up/form.jpg');
    form.set('file', new Blob([new Uint8Array(photo)], { type: 'image/jpeg' }), 'x.jpg');
    const named = await open.manage('/api/images', { method: 'POST', body: form });
    expect({ status: named.status, name: named.json().name }).toEqual({ status: 201, name: 'up/form.jpg' });
    const headers = { 'content-type': 'image/jpeg' };
    const made = await open.manage('/api/images', { method: 'POST', body: photo, headers });
    expect(made.status).toBe(201);
    expect(made.json().name).toMatch(/^[\da-f]{32}\.jpg$/);
  },

  async 'names are listed in order, page by page, below a prefix'({ open }) {
    for (const name of ['list/c.jpg', 'list/a.jpg', 'list/b.jpg']) await open.put(name, photo);
    const page = async (query: string) => {
      const { images, next } = (await open.manage(`/api/images?${query}`)).json() as {
        images: { name: string }[];
        next?: string;
      };
      return { names: images.map(({ name }) => name), next };
    };
    const first = await page('prefix=list/&limit=2');
    expect(first).toEqual({ names: ['list/a.jpg', 'list/b.jpg'], next: 'list/b.jpg' });
    expect((await page(`prefix=list/&limit=2&after=${first.next}`)).names).toEqual(['list/c.jpg']);
  },

  async 'results of a name are dropped by a purge, and made again'({ open }) {
    await open.put('up/purged.jpg', photo);
    const cacheStatus = async () => (await open.ask('/img/w=12/up/purged.jpg')).headers.get('cache-status');
    await cacheStatus();
    expect(await cacheStatus()).toMatch(/; hit/);
    const purge = { method: 'POST', body: JSON.stringify({ name: 'up/purged.jpg' }) };
    expect((await open.manage('/api/purge', purge)).status).toBe(200);
    expect(await cacheStatus()).toMatch(/fwd=miss/);
  },

  async 'nothing is managed without the token, or with a wrong one'({ open }) {
    for (const headers of [{}, { authorization: 'Bearer no-such-token-at-all' }, { 'x-api-key': 'neither' }]) {
      const asks = [
        open.ask('/api/images', { headers }),
        open.ask('/api/images/up/stranger.jpg', { method: 'PUT', body: photo, headers }),
        open.ask('/api/images/photo.jpg', { method: 'DELETE', headers }),
        open.ask('/api/purge', { method: 'POST', body: '{"prefix":""}', headers }),
      ];
      for (const { status } of await Promise.all(asks)) expect(status).toBe(401);
    }
    expect(await isThere(open, 'up/stranger.jpg')).toBe(false);
  },

  async 'the token may also come as X-Api-Key'({ open }) {
    const headers = { 'x-api-key': open.running.token };
    expect((await open.ask('/api/images?limit=1', { headers })).status).toBe(200);
  },
};
