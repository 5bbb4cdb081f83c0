// Many images at once: listed by tag, deleted and purged by names, prefix or tag.
import { beforeAll, describe, expect, test } from 'vitest';
import { bearer, type House, jsonOf, openHouse } from './house.ts';
import { drawPicture } from './pictures.ts';

let photo: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture('jpg');
});

async function houseOf() {
  const house = await openHouse();
  for (const [name, tags] of Object.entries({ 'a/1': 'x', 'a/2': 'x,y', 'a/3': '', b: 'x' })) {
    await house.put(name, photo, { 'Image-Tags': tags });
  }
  return house;
}

const post = (house: House, target: string, body: unknown, headers: Record<string, string> = bearer) =>
  house.ask('POST', target, { headers, body: JSON.stringify(body) });

const namesIn = async (answer: Response) => (await jsonOf(answer)).images.map(({ name }: { name: string }) => name);
const left = async (house: House) => namesIn(await house.get('/api/images', bearer));

async function tokenOf(house: House, prefix: string) {
  const { token } = await jsonOf(await post(house, '/api/tokens', { scopes: ['read', 'delete'], prefix }));
  return { Authorization: `Bearer ${token}` };
}

describe('GET /api/images?tag=', () => {
  test('lists the names with a tag, under a prefix, page by page', async () => {
    const house = await houseOf();
    expect(await namesIn(await house.get('/api/images?tag=x', bearer))).toEqual(['a/1', 'a/2', 'b']);
    expect(await namesIn(await house.get('/api/images?tag=x&prefix=a/', bearer))).toEqual(['a/1', 'a/2']);
    const page = await jsonOf(await house.get('/api/images?tag=x&limit=2', bearer));
    expect(page.next).toBe('a/2');
    expect(await namesIn(await house.get('/api/images?tag=x&limit=2&after=a/2', bearer))).toEqual(['b']);
    expect((await house.get('/api/images?tag=a,b', bearer)).status).toBe(400);
    const mine = await tokenOf(house, 'a/');
    expect(await namesIn(await house.get('/api/images?tag=x', mine))).toEqual(['a/1', 'a/2']);
  });
});

describe('POST /api/delete', () => {
  test('deletes names and answers for each: what is not there leaves the others deleted', async () => {
    const house = await houseOf();
    const answer = await post(house, '/api/delete', { names: ['a/1', 'none', '..', 'a/1', 'b'], erase: true });
    expect(await jsonOf(answer)).toEqual({
      images: [
        { name: 'a/1', deleted: true, erased: false },
        { name: 'none', deleted: false, code: 'not-found', detail: expect.any(String) },
        { name: '..', deleted: false, code: 'bad-name', detail: expect.any(String) },
        { name: 'b', deleted: true, erased: false },
      ],
      more: false,
    });
    expect(await left(house)).toEqual(['a/2', 'a/3']);
    const audited = house.audited.filter(({ method }) => method === 'DELETE').map(({ path }) => path);
    expect(audited).toEqual(['/api/images/a/1', '/api/images/b']);
  });

  test('deletes what has a prefix or a tag, so many at once, and says whether there are more', async () => {
    const house = await houseOf();
    const first = await jsonOf(await post(house, '/api/delete', { tag: 'x', limit: 2 }));
    expect([first.images.length, first.more]).toEqual([2, true]);
    expect((await jsonOf(await post(house, '/api/delete', { tag: 'x', prefix: 'a/' }))).images).toEqual([]);
    expect((await jsonOf(await post(house, '/api/delete', { prefix: 'a/' }))).more).toBe(false);
    expect(await left(house)).toEqual(['b']);
  });

  test('deletes no name of another tenant', async () => {
    const house = await houseOf();
    const mine = await tokenOf(house, 'a/');
    const [mineOne, theirs] = (await jsonOf(await post(house, '/api/delete', { names: ['a/1', 'b'] }, mine))).images;
    expect([mineOne.deleted, theirs.code]).toEqual([true, 'forbidden']);
    expect((await post(house, '/api/delete', { prefix: 'b' }, mine)).status).toBe(403);
    expect((await jsonOf(await post(house, '/api/delete', { tag: 'x' }, mine))).images).toHaveLength(1);
    expect(await left(house)).toEqual(['a/3', 'b']);
  });

  test.each([
    {},
    { names: [] },
    { names: Array.from({ length: 1001 }, (_, index) => `${index}`) },
    { prefix: '' },
    { tag: 'x', limit: 1001 },
    { names: ['a'], prefix: 'a' },
  ])('is bounded and has to say what: %#', async (body) => {
    const house = await openHouse();
    expect((await post(house, '/api/delete', body)).status).toBe(400);
  });
});

describe('POST /api/purge with a tag', () => {
  test('drops the results of the names that have it', async () => {
    const house = await openHouse();
    await house.put('a', photo, { 'Image-Tags': 'x' });
    await house.put('b', await drawPicture('png'));
    for (const name of ['a', 'b']) await house.get(`/img/w=10/${name}`);
    expect(await jsonOf(await post(house, '/api/purge', { tag: 'x' }))).toEqual({ names: 1, results: 1 });
    const mine = await tokenOf(house, 'b');
    expect(await jsonOf(await post(house, '/api/purge', { tag: 'x' }, mine))).toEqual({ names: 0, results: 0 });
  });
});
