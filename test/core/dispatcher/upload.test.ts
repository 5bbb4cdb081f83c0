import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Body, bearer, jsonOf, openHouse, token } from './house.ts';
import { drawPicture } from './pictures.ts';

let photo: Uint8Array<ArrayBuffer>;
let other: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture('jpg');
  other = await drawPicture('png');
});

const digestField = (bytes: Uint8Array) => `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`;

/** A body of unknown length that says whether anyone has read of it. */
function watchedBody(bytes: Uint8Array) {
  const seen = { pulled: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        seen.pulled += 1;
        controller.enqueue(bytes);
        if (seen.pulled === 1000) controller.close();
      },
      cancel() {
        seen.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { body, seen, init: { body, duplex: 'half' as const } };
}

describe('PUT /api/images/{name}', () => {
  test('stores a new image: 201 with its ImageMeta, Location and ETag', async () => {
    const house = await openHouse();
    const answer = await house.put('trip/caf%C3%A9%201.jpg', photo, { 'Content-Type': 'image/jpeg' });
    expect(answer.status).toBe(201);
    const digest = createHash('sha256').update(photo).digest('hex');
    expect(answer.headers.get('location')).toBe('/api/images/trip/caf%C3%A9%201.jpg');
    expect(answer.headers.get('etag')).toBe(`"${digest.slice(0, 20)}"`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await jsonOf(answer)).toEqual({
      name: 'trip/café 1.jpg',
      addrType: 0,
      imgAddr: expect.any(String),
      ext: 'jpg',
      contentType: 'image/jpeg',
      byteLength: photo.byteLength,
      width: 320,
      height: 200,
      frames: 1,
      alpha: false,
      progressive: false,
      orientation: 1,
      digest,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      writtenAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      changedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      thumbhash: expect.stringMatching(/^[A-Za-z0-9+/]+=*$/),
      dominantColor: expect.stringMatching(/^#[0-9a-f]{6}$/),
      private: false,
      tags: [],
      metadata: {},
    });
  });

  test('replaces: 200, the same createdAt, and the old bytes and their results are gone', async () => {
    const house = await openHouse();
    const first = await jsonOf(await house.put('a', photo));
    await house.get('/img/w=10/a');
    expect(house.mVol.used()).toBeGreaterThan(0);
    const answer = await house.put('a', other);
    expect(answer.status).toBe(200);
    const second = await jsonOf(answer);
    expect(second).toMatchObject({ name: 'a', ext: 'png', createdAt: first.createdAt });
    expect(await house.pVol.read(first.imgAddr)).toBeUndefined();
    expect(house.mVol.used()).toBe(0);
    expect(await (await house.get('/original/a')).bytes()).toEqual(other);
  });

  test('the same bytes again change nothing but say 200', async () => {
    const house = await openHouse();
    const first = await jsonOf(await house.put('a', photo));
    await house.get('/img/w=10/a');
    const answer = await house.put('a', photo);
    expect(answer.status).toBe(200);
    expect(await jsonOf(answer)).toEqual(first);
    expect(house.mVol.used()).toBeGreaterThan(0);
  });

  test('bytes that another name has too stay when one of the two is replaced', async () => {
    const house = await openHouse();
    await house.put('a', photo);
    await house.put('b', photo);
    await house.put('a', other);
    expect(await (await house.get('/original/b')).bytes()).toEqual(photo);
  });

  test('the token is asked for before anything of the body is read', async () => {
    const house = await openHouse();
    const wrong = [{}, { Authorization: 'Bearer wrong' }, { 'X-Api-Key': 'wrong' }];
    for (const headers of wrong) {
      const { init, seen } = watchedBody(photo);
      const answer = await house.ask('PUT', '/api/images/a', { ...init, headers: headers as Record<string, string> });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="imageserver"');
      expect(seen.pulled).toBe(0);
    }
    expect((await house.ask('PUT', `/api/images/a?token=${token}`, { body: photo })).status).toBe(401);
    expect((await house.ask('PUT', '/api/images/a', { body: photo, headers: { 'X-Api-Key': token } })).status).toBe(
      201,
    );
  });

  test.each([
    ['a name that is not acceptable', '/api/images/a%00b', {}, 400],
    ['a query', '/api/images/a?overwrite=1', {}, 400],
    ['an announced length above the limit', '/api/images/a', { 'Content-Length': '5000001' }, 413],
    ['an announced length of nothing', '/api/images/a', { 'Content-Length': '0' }, 400],
    ['a type that is not accepted', '/api/images/a', { 'Content-Type': 'image/svg+xml' }, 415],
    ['a form', '/api/images/a', { 'Content-Type': 'multipart/form-data; boundary=b' }, 415],
    ['a coding', '/api/images/a', { 'Content-Encoding': 'gzip' }, 415],
    ['a part of a body', '/api/images/a', { 'Content-Range': 'bytes 100-199/200' }, 400],
    ['a digest that cannot be one', '/api/images/a', { 'Content-Digest': 'sha-256=:abc:' }, 400],
    ['create-only although it is there', '/api/images/there', { 'If-None-Match': '*' }, 412],
    ['If-Match of other bytes', '/api/images/there', { 'If-Match': '"other"' }, 412],
    ['If-Match although it is not there', '/api/images/a', { 'If-Match': '*' }, 412],
  ])('%s is refused before the body is read', async (_, target, headers, status) => {
    const house = await openHouse({ limits: { uploadBytes: 5_000_000 } });
    await house.put('there', photo);
    const staged = house.count.staged;
    const { init, seen } = watchedBody(photo);
    const answer = await house.ask('PUT', target, {
      ...init,
      headers: { ...bearer, ...headers } as Record<string, string>,
    });
    expect(answer.status).toBe(status);
    expect(seen.pulled).toBe(0);
    expect(house.count.staged).toBe(staged);
  });

  test('more bytes than the limit are refused as they come, with 413', async () => {
    const house = await openHouse({ limits: { uploadBytes: 10_000 } });
    const { init, seen } = watchedBody(new Uint8Array(1000));
    const answer = await house.ask('PUT', '/api/images/a', { ...init, headers: bearer });
    expect(answer.status).toBe(413);
    expect((await jsonOf(answer)).limit).toBe(10_000);
    expect(seen.pulled).toBeLessThan(20);
    expect((await house.get('/original/a')).status).toBe(404);
  });

  test('If-Match of the stored bytes replaces them', async () => {
    const house = await openHouse();
    const etag = (await house.put('a', photo)).headers.get('etag') ?? '';
    expect((await house.put('a', other, { 'If-Match': etag })).status).toBe(200);
    expect((await house.put('a', photo, { 'If-Match': etag })).status).toBe(412);
  });

  test('a right Content-Digest is accepted and a wrong one is 400', async () => {
    const house = await openHouse();
    expect((await house.put('a', photo, { 'Content-Digest': digestField(other) })).status).toBe(400);
    expect((await house.get('/original/a')).status).toBe(404);
    expect((await house.put('a', photo, { 'Content-Digest': digestField(photo) })).status).toBe(201);
  });

  test.each([
    ['text', new TextEncoder().encode('<html>hello</html>'), {}, 415],
    ['a PNG that says it is a JPEG', 'png', { 'Content-Type': 'image/jpeg' }, 415],
    ['a TIFF', 'tiff', {}, 415],
    ['half a picture', 'half', {}, 422],
    ['the first bytes of a picture and rubbish', 'rubbish', {}, 422],
    ['nothing', new Uint8Array(), {}, 400],
  ] as const)('%s leaves nothing behind', async (_, what, headers, status) => {
    const house = await openHouse();
    const bodies = {
      png: other,
      tiff: typeof what === 'string' && what === 'tiff' ? await drawPicture('tiff') : other,
      half: photo.slice(0, photo.byteLength / 2),
      rubbish: new Uint8Array([...photo.slice(0, 20), ...new Uint8Array(5000).fill(7)]),
    };
    const answer = await house.put('a', typeof what === 'string' ? bodies[what] : what, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    if (status === 415) expect(answer.headers.get('accept')).toBe('image/jpeg, image/png, image/webp, image/gif');
    expect(house.count.open).toBe(0);
    expect(house.mDatabase.size).toBe(0);
    expect(await house.stored()).toEqual([]);
  });

  test('application/octet-stream and no type at all leave it to the bytes', async () => {
    const house = await openHouse();
    expect((await house.put('a', photo, { 'Content-Type': 'application/octet-stream' })).status).toBe(201);
    expect((await house.put('b', other)).status).toBe(201);
  });

  test('of 64 racing create-only uploads exactly one is 201 and the others 412', async () => {
    const house = await openHouse();
    const pictures = await Promise.all(
      Array.from({ length: 64 }, (_, seed) => drawPicture('png', { width: 8, height: 8, seed })),
    );
    const answers = await Promise.all(pictures.map((bytes) => house.put('contested', bytes, { 'If-None-Match': '*' })));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array(63).fill(412)]);
    // All 64 had passed the check before the body: the lock decided.
    expect(house.count.staged).toBe(64);
    const winner = answers.find(({ status }) => status === 201);
    expect(house.mDatabase.lookup('contested')?.version).toBe(winner?.headers.get('etag')?.slice(1, -1));
    expect(house.count.open).toBe(0);
    expect(await house.stored()).toHaveLength(1);
  });

  test('storing and deleting the same bytes under many names at once never loses bytes that a name stands for', async () => {
    const house = await openHouse();
    const names = Array.from({ length: 12 }, (_, index) => `name-${index}`);
    await Promise.all(
      names.map(async (name, index) => {
        for (let round = 0; round < 5; round += 1) {
          await house.put(name, photo);
          if (round < 4 || index % 2 === 0) {
            await house.ask('DELETE', `/api/images/${name}`, { headers: bearer });
          }
        }
      }),
    );
    for (const [index, name] of names.entries()) {
      expect((await house.get(`/original/${name}`)).status, name).toBe(index % 2 === 0 ? 404 : 200);
    }
    await Promise.all(names.map((name) => house.ask('DELETE', `/api/images/${name}`, { headers: bearer })));
    expect(await house.stored()).toEqual([]);
  });

  test('bytes that are being removed with their last name are not lost to an upload of the same bytes', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const { promise: removing, resolve: begun } = Promise.withResolvers<void>();
    const house = await openHouse({
      pVol: (pVol) => ({
        ...pVol,
        async drop(imgAddr, dueAt) {
          begun();
          await held;
          return pVol.drop(imgAddr, dueAt);
        },
      }),
    });
    await house.put('a', photo);
    const deleting = house.ask('DELETE', '/api/images/a', { headers: bearer });
    await removing;
    const storing = house.put('b', photo);
    // Waits as long as it could take the upload to slip in between, were it not kept out.
    await Promise.race([storing, new Promise((resolve) => setTimeout(resolve, 300))]);
    release();
    expect((await deleting).status).toBe(204);
    expect((await storing).status).toBe(201);
    expect(await (await house.get('/original/b')).bytes()).toEqual(photo);
  });

  test('a client that leaves during its upload leaves nothing, and it is told as an abort', async () => {
    const house = await openHouse();
    const client = new AbortController();
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(photo.slice(0, 1000));
        client.abort();
        controller.error(new Error('socket closed'));
      },
    });
    const request = new Request('http://localhost/', {
      method: 'PUT',
      body,
      headers: bearer,
      duplex: 'half',
    } as RequestInit);
    const answer = await house.dispatcher.fetch(request, { target: '/api/images/a', signal: client.signal });
    expect((await jsonOf(answer)).code).toBe('aborted');
    expect(house.told.map(({ event }) => event)).toEqual(['dispatcher.abort']);
    expect(house.count.open).toBe(0);
    expect(house.mDatabase.size).toBe(0);
  });
});

describe('POST /api/images', () => {
  const post = async (house: Awaited<ReturnType<typeof openHouse>>, body: Body, headers: Record<string, string> = {}) =>
    house.ask('POST', '/api/images', { body, headers: { ...bearer, ...headers } });

  const formOf = (...fields: [name: string, value: string | Blob][]) => {
    const form = new FormData();
    for (const [name, value] of fields) form.append(name, value);
    return form;
  };
  const file = (type = 'image/jpeg') => new Blob([photo], { type });

  test('a raw body gets a name that nobody can guess, with the ending of its format', async () => {
    const house = await openHouse();
    const names = new Set<string>();
    for (let i = 0; i < 3; i += 1) {
      const answer = await post(house, photo, { 'Content-Type': 'image/jpeg' });
      expect(answer.status).toBe(201);
      const { name } = await jsonOf(answer);
      expect(name).toMatch(/^[0-9a-f]{32}\.jpg$/);
      expect(answer.headers.get('location')).toBe(`/api/images/${name}`);
      names.add(name);
    }
    expect(names.size).toBe(3);
  });

  test('a form stores its file under its name, wherever the name stands', async () => {
    const house = await openHouse();
    for (const form of [formOf(['name', 'a/é.jpg'], ['file', file()]), formOf(['file', file()], ['name', 'a/é.jpg'])]) {
      const answer = await post(house, form);
      expect(answer.ok).toBe(true);
      expect(await jsonOf(answer)).toMatchObject({ name: 'a/é.jpg', byteLength: photo.byteLength });
    }
    expect(await (await house.get('/original/a/%C3%A9.jpg')).bytes()).toEqual(photo);
  });

  test('a form without a name gets one', async () => {
    const house = await openHouse();
    const answer = await post(house, formOf(['file', file('')]));
    expect(answer.status).toBe(201);
    expect((await jsonOf(answer)).name).toMatch(/^[0-9a-f]{32}\.jpg$/);
  });

  test('create-only holds for a form too', async () => {
    const house = await openHouse();
    await house.put('a', other);
    const answer = await post(house, formOf(['name', 'a'], ['file', file()]), { 'If-None-Match': '*' });
    expect(answer.status).toBe(412);
  });

  test.each([
    ['no file', () => formOf(['name', 'a']), 400],
    ['an empty file', () => formOf(['file', new Blob([])]), 400],
    ['two files', () => formOf(['file', file()], ['file', file()]), 400],
    ['two names', () => formOf(['name', 'a'], ['file', file()], ['name', 'b']), 400],
    ['another field', () => formOf(['file', file()], ['folder', 'x']), 400],
    ['a name that is not acceptable', () => formOf(['file', file()], ['name', '../a']), 400],
    ['a name without end', () => formOf(['name', 'a'.repeat(10_000)], ['file', file()]), 400],
    ['a file that says another type', () => formOf(['file', file('image/png')]), 415],
    ['a file of a type that is not accepted', () => formOf(['file', file('text/html')]), 415],
  ])('a form with %s stores nothing', async (_, form, status) => {
    const house = await openHouse();
    const answer = await post(house, form());
    expect(answer.status).toBe(status);
    expect(house.mDatabase.size).toBe(0);
    expect(house.count.open).toBe(0);
    expect(await house.stored()).toEqual([]);
  });

  test('a form that is too large is 413, by its announced length and by its bytes', async () => {
    const house = await openHouse({ limits: { uploadBytes: 1000 } });
    expect((await post(house, formOf(['file', file()]))).status).toBe(413);
    const announced = { 'Content-Type': 'multipart/form-data; boundary=b', 'Content-Length': '100000' };
    expect((await post(house, 'x', announced)).status).toBe(413);
  });
});
