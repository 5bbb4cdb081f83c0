import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { bearer, openHouse } from './house.ts';
import { drawPicture } from './pictures.ts';

let photo: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture();
});

async function houseWithPhoto(config: Parameters<typeof openHouse>[0] = {}) {
  const house = await openHouse(config);
  await house.put('a/photo.jpg', photo);
  return house;
}

describe('GET /original', () => {
  test('gives the stored bytes with everything that is known of them', async () => {
    const house = await houseWithPhoto();
    const answer = await house.get('/original/a/photo.jpg');
    expect(answer.status).toBe(200);
    const digest = createHash('sha256').update(photo).digest();
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'accept-ranges': 'bytes',
      'access-control-allow-origin': '*',
      'cache-control': expect.stringContaining('max-age=3600'),
      'cache-status': 'imageserver; fwd=bypass; detail=pVol',
      'content-disposition': 'inline; filename="photo.jpg"',
      'content-length': String(photo.byteLength),
      'content-security-policy': "default-src 'none'; sandbox",
      'content-type': 'image/jpeg',
      etag: `"${digest.toString('hex').slice(0, 20)}"`,
      'repr-digest': `sha-256=:${digest.toString('base64')}:`,
      'x-content-type-options': 'nosniff',
    });
    expect(await answer.bytes()).toEqual(photo);
  });

  test('an encoded slash in the name is the same name', async () => {
    const house = await houseWithPhoto();
    expect(await (await house.get('/original/a%2Fphoto.jpg')).bytes()).toEqual(photo);
  });

  test.each([
    ['bytes=0-0', 0, 1],
    ['bytes=10-99', 10, 100],
    ['bytes=-7', -7, undefined],
    ['bytes=100-', 100, undefined],
  ])('%s is that part, as 206', async (range, start, end) => {
    const house = await houseWithPhoto();
    const whole = await house.ask('HEAD', '/original/a/photo.jpg');
    const answer = await house.get('/original/a/photo.jpg', { Range: range });
    const part = photo.slice(start, end);
    const first = start < 0 ? photo.byteLength + start : start;
    expect(answer.status).toBe(206);
    expect(answer.headers.get('content-range')).toBe(
      `bytes ${first}-${first + part.byteLength - 1}/${photo.byteLength}`,
    );
    expect(answer.headers.get('content-length')).toBe(String(part.byteLength));
    for (const same of ['etag', 'cache-control', 'repr-digest', 'last-modified']) {
      expect(answer.headers.get(same)).toBe(whole.headers.get(same));
    }
    expect(await answer.bytes()).toEqual(part);
  });

  test('several ranges are answered with the whole', async () => {
    const house = await houseWithPhoto();
    const answer = await house.get('/original/a/photo.jpg', { Range: 'bytes=0-1,5-6' });
    expect(answer.status).toBe(200);
    expect(await answer.bytes()).toEqual(photo);
  });

  test('a range behind the end is 416 with the length', async () => {
    const house = await houseWithPhoto();
    const answer = await house.get('/original/a/photo.jpg', { Range: `bytes=${photo.byteLength}-` });
    expect(answer.status).toBe(416);
    expect(answer.headers.get('content-range')).toBe(`bytes */${photo.byteLength}`);
    expect(house.count.pVolReads).toBe(0);
  });

  test('If-Range of other bytes gets the whole', async () => {
    const house = await houseWithPhoto();
    const etag = (await house.ask('HEAD', '/original/a/photo.jpg')).headers.get('etag') ?? '';
    const asked = (ifRange: string) => house.get('/original/a/photo.jpg', { Range: 'bytes=0-9', 'If-Range': ifRange });
    expect((await asked(etag)).status).toBe(206);
    expect((await asked('"other"')).status).toBe(200);
    expect((await asked(`W/${etag}`)).status).toBe(200);
  });

  test('304, 412 and HEAD open no file, and HEAD ignores Range', async () => {
    const house = await houseWithPhoto();
    const head = await house.ask('HEAD', '/original/a/photo.jpg', { headers: { Range: 'bytes=0-0' } });
    expect(head.status).toBe(200);
    expect(head.headers.get('content-length')).toBe(String(photo.byteLength));
    const etag = head.headers.get('etag') ?? '';
    expect((await house.get('/original/a/photo.jpg', { 'If-None-Match': etag })).status).toBe(304);
    expect((await house.get('/original/a/photo.jpg', { 'If-Match': '"other"' })).status).toBe(412);
    for (let i = 0; i < 300; i += 1) await house.ask('HEAD', '/original/a/photo.jpg');
    expect(house.count.pVolReads).toBe(0);
  });

  test('HEAD has the status and headers of GET', async () => {
    const house = await houseWithPhoto();
    for (const target of [
      '/original/a/photo.jpg',
      '/original/none.jpg',
      '/original/%00',
      '/original/a/photo.jpg?w=1',
    ]) {
      const head = await house.ask('HEAD', target);
      const get = await house.get(target);
      expect(head.status).toBe(get.status);
      expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(get.headers));
      expect(head.body).toBeNull();
    }
  });

  test('an image that is replaced between its record and its bytes is given anew, never torn', async () => {
    const next = await drawPicture('png');
    let replace: (() => Promise<unknown>) | undefined;
    const house = await houseWithPhoto({
      pVol: (pVol) => ({
        ...pVol,
        async read(imgAddr, range) {
          const now = replace;
          replace = undefined;
          await now?.();
          return pVol.read(imgAddr, range);
        },
      }),
    });
    replace = () => house.put('a/photo.jpg', next);
    const answer = await house.get('/original/a/photo.jpg');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(await answer.bytes()).toEqual(next);
  });

  test('bytes that are missing although their record stands are 500 and told, not 404', async () => {
    const house = await houseWithPhoto();
    const meta = await house.ledger.get('a/photo.jpg');
    await house.pVol.remove(meta?.imgAddr ?? '');
    const answer = await house.get('/original/a/photo.jpg');
    expect(answer.status).toBe(500);
    expect(house.told.map(({ event }) => event)).toEqual(['dispatcher.fail']);
  });

  test('is gone after a delete', async () => {
    const house = await houseWithPhoto();
    expect((await house.ask('DELETE', '/api/images/a/photo.jpg', { headers: bearer })).status).toBe(204);
    expect((await house.get('/original/a/photo.jpg')).status).toBe(404);
  });
});
