// Named pipelines: the management API, URLs with p=, and what unsigned URLs may do with them.
import { describe, expect, test } from 'vitest';
import { createMemoryDatabase } from '../../../core/index.ts';
import { drawPicture } from '../../support/pictures.ts';
import { bearer, type House, type HouseConfig, jsonOf, openHouse } from './house.ts';

const photo = await drawPicture('png', { width: 120, height: 80 });

async function stored(config: HouseConfig = {}): Promise<House> {
  const house = await openHouse(config);
  await house.put('a', photo);
  return house;
}

const keep = (house: House, id: string, options: string) =>
  house.ask('PUT', `/api/pipelines/${id}`, { body: JSON.stringify({ options }), headers: bearer });
const drop = (house: House, id: string) => house.ask('DELETE', `/api/pipelines/${id}`, { headers: bearer });
const show = async (house: House, path = '') =>
  jsonOf(await house.ask('GET', `/api/pipelines${path}`, { headers: bearer }));
const tagOf = async (house: House, target: string) => (await house.get(target)).headers.get('etag');

describe('/api/pipelines', () => {
  test('keeps a pipeline in canonical form, shows it, lists all and removes it', async () => {
    const house = await stored();
    const made = await keep(house, 'card', 'height=30,width=40,fit=cover~blur=2,f=webp');
    expect([made.status, made.headers.get('location')]).toEqual([201, '/api/pipelines/card']);
    expect(await jsonOf(made)).toEqual({ id: 'card', options: 'w=40,h=30,fit=cover~blur=2,f=webp', fixed: false });
    expect((await keep(house, 'card', 'w=50')).status).toBe(200);
    await keep(house, 'b', '_');
    expect(await show(house, '/card')).toEqual({ id: 'card', options: 'w=50', fixed: false });
    expect((await show(house)).pipelines.map(({ id }: { id: string }) => id)).toEqual(['b', 'card']);
    expect((await drop(house, 'card')).status).toBe(204);
    expect((await drop(house, 'card')).status).toBe(404);
    expect((await house.ask('GET', '/api/pipelines/card', { headers: bearer })).status).toBe(404);
  });

  test.each(['w=0', 'colour=1', 'p=other', 'f=webp~w=3', 'w=1/x', ''])('refuses %j with 400', async (options) => {
    const answer = await keep(await stored(), 'card', options);
    expect(answer.status).toBe(400);
  });

  test.each(['-a', 'a.b', 'a%2Fb', 'ä', 'x'.repeat(65)])('refuses the id %j with 400', async (id) => {
    expect((await keep(await stored(), encodeURI(id), 'w=1')).status).toBe(400);
  });

  test('wants the token, a JSON object and no query', async () => {
    const house = await stored();
    expect((await house.ask('GET', '/api/pipelines')).status).toBe(401);
    expect((await house.ask('PUT', '/api/pipelines/a', { body: '{}', headers: bearer })).status).toBe(400);
    expect((await house.ask('GET', '/api/pipelines?x=1', { headers: bearer })).status).toBe(400);
    expect((await house.ask('POST', '/api/pipelines', { headers: bearer })).status).toBe(405);
  });

  test('keeps them over a restart, and leaves out what it can no longer read', async () => {
    const database = createMemoryDatabase();
    await keep(await stored({ database }), 'card', 'w=40');
    await database.commit([{ space: 'config', key: 'pipeline:old', value: '{"options":"gone=1"}' }]);
    const again = await openHouse({ database });
    expect((await show(again)).pipelines).toEqual([{ id: 'card', options: 'w=40', fixed: false }]);
    expect(again.told.map(({ event }) => event)).toContain('pipeline.unreadable');
  });

  test('leaves those of the configuration alone, which win over stored ones', async () => {
    const database = createMemoryDatabase();
    await keep(await stored({ database }), 'card', 'w=40');
    const house = await stored({ database, pipelines: { card: 'w=50' } });
    expect((await show(house)).pipelines).toEqual([{ id: 'card', options: 'w=50', fixed: true }]);
    expect((await keep(house, 'card', 'w=60')).status).toBe(403);
    expect((await drop(house, 'card')).status).toBe(403);
  });

  test('of the configuration that cannot be read keep a server from starting', async () => {
    await expect(openHouse({ pipelines: { card: 'w=0' } })).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining('Of pipeline "card" of IMG_PIPELINES: Expected an integer'),
    });
  });
});

describe('a URL with p', () => {
  test('is the result of the stages it stands for, to the tag', async () => {
    const house = await stored();
    await keep(house, 'card', 'crop=0;0;60;60~w=30,blur=1,f=jpg');
    expect(await tagOf(house, '/img/p=card/a')).toBe(await tagOf(house, '/img/crop=0;0;60;60~w=30,blur=1,f=jpg/a'));
  });

  test.each([
    ['p=card,f=webp', 'w=30,blur=1,f=webp'],
    ['p=card,w=20', 'w=20,blur=1,f=jpg'],
    ['p=card~rotate=90', 'w=30,blur=1~rotate=90,f=jpg'],
    ['p=card,h=9~w=8,f=png', 'w=30,h=9,blur=1~w=8,f=png'],
    ['pipeline=card', 'w=30,blur=1,f=jpg'],
  ])('%s means %s', async (short, long) => {
    const house = await stored({ pipelines: { card: 'w=30,blur=1,f=jpg' } });
    expect(await tagOf(house, `/img/${short}/a`)).toBe(await tagOf(house, `/img/${long}/a`));
  });

  test('means something else as soon as the pipeline is changed, is not left to a front, and has a short life', async () => {
    const house = await stored();
    await keep(house, 'card', 'w=30');
    const [first] = [await house.get('/img/p=card/a'), await house.get('/img/p=card/a')];
    expect(first.headers.get('cache-control')).toContain('max-age=60,');
    expect(house.kept).toEqual([]);
    await keep(house, 'card', 'w=20');
    const etag = first.headers.get('etag') ?? '';
    const changed = await house.get('/img/p=card/a', { 'If-None-Match': etag });
    expect([changed.status, changed.headers.get('etag') === etag]).toEqual([200, false]);
  });

  test('is 404 without such a pipeline, also when it has just been deleted, and 400 where none may stand', async () => {
    const house = await stored();
    await keep(house, 'card', 'w=30');
    expect((await house.get('/img/p=card/a')).status).toBe(200);
    await drop(house, 'card');
    expect((await house.get('/img/p=card/a')).status).toBe(404);
    expect((await house.get('/img/w=3~p=card/a')).status).toBe(400);
    expect((await house.get('/img/p=ca.rd/a')).status).toBe(400);
  });

  test('is refused where its stages and the URL’s are too many together', async () => {
    const house = await stored({ pipelines: { long: Array(7).fill('w=30').join('~') } });
    expect((await house.get('/img/p=long~w=20/a')).status).toBe(200);
    expect((await house.get('/img/p=long~w=20~w=10/a')).status).toBe(400);
  });
});

describe.each(['pipelines', 'ladder'] as const)('unsigned URLs under %s', (unsigned) => {
  const pipelines = { card: 'w=33,blur=1' };

  test('may ask for a named pipeline, and for its format', async () => {
    const house = await stored({ pipelines, delivery: { unsigned } });
    for (const options of ['p=card', 'p=card,f=auto', 'p=card,f=webp']) {
      expect((await house.get(`/img/${options}/a`)).status, options).toBe(200);
    }
  });

  test('may ask for nothing else of it', async () => {
    const house = await stored({ pipelines, delivery: { unsigned } });
    for (const options of ['p=card,w=640', 'p=card~w=640', 'p=card,f=png', 'p=card,q=3', 'w=33,blur=1', '_~p=card']) {
      expect((await house.get(`/img/${options}/a`)).status, options).toBe(options === '_~p=card' ? 200 : 403);
    }
    expect((await house.get('/img/w=640/a')).status).toBe(unsigned === 'ladder' ? 200 : 403);
    expect((await house.get('/original/a')).status).toBe(200);
  });
});
