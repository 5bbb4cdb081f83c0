// POST /api/images with a URL: an image is fetched and stored like an upload.
import { beforeAll, expect, test } from 'vitest';
import { Failure, type FetchSource } from '../../../core/index.ts';
import { bearer, jsonOf, openHouse } from './house.ts';
import { drawPicture } from './pictures.ts';

let photo: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture('jpg');
});

const url = 'https://images.example/a.jpg';
const giving =
  (bytes: Uint8Array<ArrayBuffer>): FetchSource =>
  async (of) => ({ body: new Blob([bytes]).stream(), fields: { of }, unchanged: false });

async function houseThat(fetchSource?: FetchSource) {
  const house = await openHouse(fetchSource === undefined ? {} : { fetchSource });
  const post = (body: unknown) =>
    house.ask('POST', '/api/images', {
      body: JSON.stringify(body),
      headers: { ...bearer, 'Content-Type': 'application/json' },
    });
  return { house, post };
}

test('stores what the URL gives, under the name or under one that is made', async () => {
  const asked: string[] = [];
  const { house, post } = await houseThat((from, ...how) => {
    asked.push(from);
    return giving(photo)(from, ...how);
  });
  const named = await post({ url, name: 'holiday/a' });
  expect(named.status).toBe(201);
  expect(await jsonOf(named)).toMatchObject({ name: 'holiday/a', ext: 'jpg', byteLength: photo.byteLength });
  expect((await post({ url, name: 'holiday/a' })).status).toBe(200);
  expect((await jsonOf(await post({ url }))).name).toMatch(/^[0-9a-f]{32}\.jpg$/);
  expect(await (await house.get('/original/holiday/a')).bytes()).toEqual(photo);
  expect(asked).toEqual([url, url, url]);
});

test('refuses a body without a URL, and a bad name before anything is fetched', async () => {
  let fetched = 0;
  const { post } = await houseThat((from, ...how) => {
    fetched += 1;
    return giving(photo)(from, ...how);
  });
  for (const body of [{}, { name: 'a' }, { url: 7 }, { url, more: 1 }, 'https://a.example', { url, name: '../a' }]) {
    expect((await post(body)).status, JSON.stringify(body)).toBe(400);
  }
  expect(fetched).toBe(0);
});

test('refuses what is no image as it refuses such an upload, and keeps nothing of it', async () => {
  const { house, post } = await houseThat(giving(new TextEncoder().encode('<html>not an image</html>')));
  expect((await post({ url, name: 'a' })).status).toBe(415);
  expect(house.count).toMatchObject({ staged: 1, open: 0 });
});

test('says as 502 that the other server broke off, and keeps nothing of it', async () => {
  const { house, post } = await houseThat(async (of) => ({
    fields: { of },
    unchanged: false,
    body: new ReadableStream({
      start(controller) {
        controller.enqueue(photo.subarray(0, 100));
        controller.error(new Failure('bad-source', 'The source cannot be fetched: it broke off.'));
      },
    }),
  }));
  const answer = await post({ url, name: 'a' });
  expect(answer.status).toBe(502);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(await jsonOf(answer)).toMatchObject({ code: 'bad-source' });
  expect(await house.stored()).toEqual([]);
});

test('fetches nothing where no sources are allowed', async () => {
  const { post } = await houseThat();
  expect((await post({ url })).status).toBe(403);
});
