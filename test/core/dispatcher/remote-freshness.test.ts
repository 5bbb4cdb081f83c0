// Images elsewhere: when their server is asked, what it is asked, and what becomes of its answer.
import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { openSegmentVolume } from '../../../adapters/volumes/segments/open-segment-volume.ts';
import { createMemoryVolume } from '../../../core/index.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { giving, type OtherAnswer, openElsewhere, saying } from './elsewhere.ts';
import { jsonOf } from './house.ts';
import { drawPicture } from './pictures.ts';

let photo: Uint8Array<ArrayBuffer>;
let other: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture('jpg');
  other = await drawPicture('png');
});

const minute = { 'Cache-Control': 'max-age=60' };
const tag = '"v1"';
const modified = 'Wed, 01 Jul 2026 12:00:00 GMT';

describe('while it is fresh', () => {
  test('nobody is asked, and clients are told to keep it no longer than that', async () => {
    const { server, show, pass } = await openElsewhere(giving(photo, { 'Cache-Control': 'max-age=100' }));
    expect((await show()).headers.get('cache-control')).toMatch(/^public, max-age=100, stale-while/);
    pass(70);
    expect((await show()).headers.get('cache-control')).toMatch(/^public, max-age=30, stale-while/);
    expect((await show('w=9')).status).toBe(200);
    expect(server.connections).toBe(1);
  });

  test('nobody is asked after a restart either', async () => {
    const directory = await scratchFolder();
    const settings = { directory, capacityBytes: 64 * 1024 * 1024, admit: 'second', tell: () => {} } as const;
    const first = await openSegmentVolume(settings);
    const before = await openElsewhere(giving(photo, minute), { eVol: first });
    expect((await before.show()).status).toBe(200);
    await expect.poll(() => first.stats().entries).toBe(2);
    await first.close();
    const second = await openSegmentVolume(settings);
    const after = await openElsewhere(saying(500), { eVol: second, remote: { rules: before.rules } });
    expect((await after.show('w=9', before.url)).status).toBe(200);
    expect(before.server.connections + after.server.connections).toBe(1);
    await second.close();
  });

  test('its server is asked when its bytes have gone and are needed', async () => {
    const { house, server, show } = await openElsewhere(giving(photo, { ...minute, ETag: tag }));
    await show();
    await house.eVol.removeGroups([createHash('sha256').update(photo).digest('hex').slice(0, 20)]);
    expect((await show()).headers.get('cache-status')).toBe('imageserver; hit; detail=mVol');
    expect(server.connections).toBe(1);
    expect((await show('w=9')).status).toBe(200);
    expect(server.requests.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, undefined]);
  });

  test('its bytes are at hand for a while where eVol keeps nothing', async () => {
    const { server, show } = await openElsewhere(giving(photo, minute), {
      eVol: createMemoryVolume({ capacityBytes: 0 }),
    });
    await show();
    expect((await show('w=9')).status).toBe(200);
    expect(server.connections).toBe(1);
  });
});

describe('when its life is over', () => {
  test('its server is asked whether it has changed, and 304 renews it', async () => {
    const { house, server, show, turn, pass } = await openElsewhere(
      giving(photo, { ...minute, ETag: tag, 'Last-Modified': modified }),
    );
    const first = await show();
    turn(saying(304, { 'Cache-Control': 'max-age=600' }));
    pass(61);
    const renewed = await show();
    expect(renewed.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(renewed.headers.get('cache-control')).toMatch(/^public, max-age=600/);
    expect(server.requests[1]?.headers).toMatchObject({ 'if-none-match': tag, 'if-modified-since': modified });
    pass(500);
    expect((await show('w=9')).status).toBe(200);
    expect(server.connections).toBe(2);
    expect(house.count.probes).toBe(1);
    expect(house.observed.map(({ fields }) => fields.outcome)).toEqual(['fetched', 'renewed']);
  });

  test('equal bytes are the same source, and others are another', async () => {
    const { house, show, turn, pass } = await openElsewhere(giving(photo, minute));
    const first = (await show()).headers.get('etag');
    pass(61);
    expect((await show()).headers.get('etag')).toBe(first);
    expect(house.count.probes).toBe(1);
    turn(giving(other));
    pass(61);
    const changed = await show();
    expect(changed.headers.get('etag')).not.toBe(first);
    expect(changed.headers.get('content-type')).toBe('image/png');
  });

  test('validators are told to nobody but who gave them', async () => {
    let target = '/first';
    const hop: OtherAnswer = (request, response) => {
      if (request.url === '/a.jpg') return void response.writeHead(302, { Location: target }).end();
      response.writeHead(200, { ...minute, ETag: tag }).end(photo);
    };
    const { server, show, pass } = await openElsewhere(hop);
    await show();
    pass(61);
    await show();
    target = '/second';
    pass(61);
    await show();
    expect(server.requests.map(({ url, headers }) => [url, headers['if-none-match']])).toEqual([
      ['/a.jpg', undefined],
      ['/first', undefined],
      ['/a.jpg', undefined],
      ['/first', tag],
      ['/a.jpg', undefined],
      ['/second', undefined],
    ]);
  });

  test('it may be shown while it is asked for', async () => {
    const { server, show, turn, pass } = await openElsewhere(giving(photo, minute), {
      remote: { staleWhileRevalidateSeconds: 30 },
    });
    await show();
    turn(giving(other, minute));
    pass(70);
    const stale = await show();
    expect(stale.headers.get('content-type')).toBe('image/jpeg');
    expect(stale.headers.get('cache-control')).toMatch(/^public, max-age=5,/);
    await expect.poll(async () => (await show()).headers.get('content-type')).toBe('image/png');
    expect(server.connections).toBe(2);
    pass(100);
    expect((await show()).status).toBe(200);
    expect(server.connections).toBe(3);
  });

  test.each([
    ['is down', saying(503)],
    ['sends a page', giving(new TextEncoder().encode('<html>Back soon</html>'))],
    ['breaks off', (_, response) => void response.destroy()],
  ] as [string, OtherAnswer][])(
    'it may be shown where its server %s, which is not asked by everybody',
    async (_, broken) => {
      const { server, show, turn, pass } = await openElsewhere(giving(photo, minute), {
        remote: { staleIfErrorSeconds: 600 },
      });
      await show();
      turn(broken);
      pass(100);
      for (const options of ['w=8', 'w=9', 'w=8']) {
        const stale = await show(options);
        expect(stale.status).toBe(200);
        expect(stale.headers.get('cache-control')).toMatch(/^public, max-age=5,/);
      }
      expect(server.connections).toBe(2);
      pass(600);
      expect((await show()).status).toBeGreaterThanOrEqual(400);
    },
  );

  test.each([404, 410])('it is gone where its server says so (%i)', async (status) => {
    const { show, turn, pass } = await openElsewhere(giving(photo, minute), { remote: { staleIfErrorSeconds: 600 } });
    await show();
    turn(saying(status));
    pass(61);
    expect((await show()).status).toBe(404);
  });

  test('it is not shown where its server forbids that', async () => {
    const { show, turn, pass } = await openElsewhere(
      giving(photo, { 'Cache-Control': 'max-age=60, must-revalidate' }),
      {
        remote: { staleIfErrorSeconds: 600, staleWhileRevalidateSeconds: 600 },
      },
    );
    expect((await show()).headers.get('cache-control')).toBe('public, max-age=60, must-revalidate');
    turn(saying(503));
    pass(61);
    expect((await show()).status).toBe(502);
  });
});

describe('what may not be stored', () => {
  test.each(['no-store', 'private, max-age=60'])('(%s) is given and kept nowhere', async (cacheControl) => {
    const { house, server, show } = await openElsewhere(giving(photo, { 'Cache-Control': cacheControl, ETag: tag }));
    for (const options of ['w=8', 'w=8', 'w=9']) {
      const answer = await show(options);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
    expect(server.connections).toBe(3);
    expect(server.requests[1]?.headers['if-none-match']).toBeUndefined();
    expect([house.mVol.used(), house.eVol.used()]).toEqual([0, 0]);
  });
});

describe('those who ask at once', () => {
  test('wait for one fetch, and go on when the first of them has left', async () => {
    const { server, house, url, turn } = await openElsewhere(giving(photo, minute));
    const { promise, resolve } = Promise.withResolvers<void>();
    turn(async (_, response) => {
      await promise;
      response.writeHead(200, minute).end(photo);
    });
    const leaving = new AbortController();
    const ask = (width: number, signal?: AbortSignal) =>
      house.dispatcher.fetch(new Request('http://localhost/'), {
        target: `/img/w=${width}/${url}`,
        ...(signal && { signal }),
      });
    const first = ask(8, leaving.signal);
    const others = Promise.all([8, 9, 10, 11].map((width) => ask(width)));
    await expect.poll(() => server.connections).toBe(1);
    leaving.abort();
    expect((await first).status).toBe(503);
    resolve();
    expect((await others).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(server.connections).toBe(1);
  });

  test('for a server that hangs wait in its own places, and stored images do not wait for them', async () => {
    const { house, show, server, url } = await openElsewhere(() => {}, {
      remote: { fetches: 4 },
      millis: 400,
      limits: { sourceMillis: 200 },
    });
    await house.put('stored', photo);
    const hanging = Promise.all(Array.from({ length: 20 }, (_, index) => show('w=8', `${url}%3F${index}`)));
    await expect.poll(() => server.connections).toBe(1);
    expect((await house.get('/img/w=8/stored')).status).toBe(200);
    await setTimeout(50);
    // A quarter of the places is one host's.
    expect(server.connections).toBe(1);
    const statuses = (await hanging).map(({ status }) => status);
    expect(statuses.filter((status) => status === 503)).toHaveLength(19);
    expect(statuses).toContain(504);
  });
});

describe('those who wait for other servers', () => {
  test('are only so many, so that there is room for stored images', async () => {
    const { house, show, server, url, turn } = await openElsewhere(() => {}, { remote: { waiting: 3 }, millis: 300 });
    await house.put('stored', photo);
    const waiting = Promise.all([1, 2, 3].map((width) => show(`w=${width}`)));
    await expect.poll(() => server.connections).toBe(1);
    const refused = await show('w=4', `${url}%3Fother`);
    expect([refused.status, refused.headers.get('retry-after') !== null]).toEqual([503, true]);
    expect((await house.get('/img/w=8/stored')).status).toBe(200);
    expect((await waiting).map(({ status }) => status)).toEqual([504, 504, 504]);
    turn(giving(photo, minute));
    expect((await show('w=4', `${url}%3Fother`)).status).toBe(200);
  });
});

describe('a source that cannot be used', () => {
  const html = new TextEncoder().encode('<!doctype html><title>Not an image</title>');
  const loop: OtherAnswer = (_, response) => void response.writeHead(302, { Location: '/a.jpg' }).end();
  const huge: OtherAnswer = (_, response) => {
    const more = () => void (response.destroyed || response.write(Buffer.alloc(100_000), () => setImmediate(more)));
    more();
  };
  test.each<[string, OtherAnswer, number, string]>([
    ['is not there', saying(404), 404, 'not-found'],
    ['is gone', saying(410), 404, 'not-found'],
    ['is forbidden to us', saying(403), 502, 'bad-source'],
    ['is down', saying(500), 502, 'bad-source'],
    ['claims that nothing has changed', saying(304), 502, 'bad-source'],
    ['redirects in circles', loop, 502, 'bad-source'],
    ['is a page', giving(html, { 'Content-Type': 'image/jpeg' }), 415, 'unsupported-type'],
    ['is empty', giving(new Uint8Array()), 502, 'bad-source'],
    ['comes encoded', giving(new Uint8Array(9), { 'Content-Encoding': 'gzip' }), 502, 'bad-source'],
    [
      'breaks off',
      (_, r) => void r.writeHead(200, { 'Content-Length': '99' }).write('x', () => r.destroy()),
      502,
      'bad-source',
    ],
    ['announces too much', giving(new Uint8Array(), { 'Content-Length': '99999999' }), 422, 'over-limit'],
    ['never ends', huge, 422, 'over-limit'],
    ['says nothing', () => {}, 504, 'source-timeout'],
    ['is no HTTP', (request) => void request.socket.end('SSH-2.0-x\r\n'), 502, 'bad-source'],
  ])('because it %s is a problem document, which is told for a while', async (_, answer, status, code) => {
    const opened = await openElsewhere(answer, { millis: 300, limits: { sourceBytes: 500_000 } });
    for (const options of ['w=8', 'w=9']) {
      const refused = await opened.show(options);
      expect(refused.status).toBe(status);
      expect(refused.headers.get('content-type')).toBe('application/problem+json');
      expect(await jsonOf(refused)).toMatchObject({ code });
    }
    const asked = opened.server.requests.length;
    expect(asked).toBe(code === 'bad-source' && answer === loop ? 4 : 1);
    expect(opened.house.count).toMatchObject({ open: 0, renders: 0 });
    expect(opened.house.told.map(({ event }) => event)).toEqual(['source.fail']);
  });

  test.each<[string, () => Promise<Uint8Array>, number]>([
    ['damaged', async () => photo.slice(0, 2000), 422],
    ['a format that is switched off', async () => drawPicture('avif'), 415],
    ['too many pixels', async () => drawPicture('png', { width: 300, height: 300 }), 422],
    [
      'a drawing',
      async () => new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      415,
    ],
  ])('because it is %s is refused as such an upload', async (_, draw, status) => {
    const bytes = await draw();
    const { house, show } = await openElsewhere(giving(bytes), { limits: { sourcePixels: 80_000 } });
    const uploaded = await house.put('a', bytes as Uint8Array<ArrayBuffer>);
    const refused = await show();
    expect([refused.status, uploaded.status]).toEqual([status, status]);
    expect((await jsonOf(refused)).code).toBe((await jsonOf(uploaded)).code);
  });
});
