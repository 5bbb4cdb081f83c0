import { beforeEach, describe, expect, it } from 'vitest';
import { createSignUrl } from '../../../core/dialect/signature.ts';
import { bearer, type House, jsonOf, openHouse } from '../dispatcher/house.ts';
import { picture } from './picture.ts';
import { toy } from './toy.ts';

const key = { kid: 'k1', secret: new Uint8Array(32).fill(7) };
const root = { name: 'imgproxy', host: undefined, path: '', dialect: { ...toy, write: toy.write } } as const;
const mounted = [
  { name: 'imgproxy', host: undefined, path: '/toys/of', dialect: toy },
  { name: 'imgproxy', host: 'toys.example', path: '', dialect: toy },
  { ...root, dialect: { ...toy, name: 'first', read: () => undefined } },
  root,
] as const;

describe('the room of foreign dialects', () => {
  let house: House;

  beforeEach(async () => {
    house = await openHouse({ mounted, delivery: { keys: [key] } });
    await house.put('a.png', await picture(40, 30, 'png'));
    await house.put('img/a.png', await picture(40, 30, 'png'));
  });

  it('answers what a native URL that means the same answers', async () => {
    const foreign = await house.get('/toys/of/small/a.png');
    const native = await house.get('/img/w=20,f=png/a.png');
    expect(foreign.status).toBe(200);
    expect(foreign.headers.get('etag')).toBe(native.headers.get('etag'));
    expect(native.headers.get('cache-status')).toContain('mVol');
  });

  it('asks the dialects of one place in their order', async () => {
    expect((await house.get('/small/a.png')).status).toBe(200);
    expect((await house.get('/pass/a.png')).status).toBe(404);
  });

  it('leaves its own paths to the house, but on a host of a dialect', async () => {
    expect((await house.get('/img/w=20/a.png')).status).toBe(200);
    expect((await house.get('/img/a.png', { Host: 'toys.example' })).status).toBe(418);
    expect((await house.get('/small/a.png', { Host: 'TOYS.example:8000' })).status).toBe(200);
    expect((await house.get('/healthz')).status).toBe(200);
  });

  it('tells a front of answers that a target alone stands for', async () => {
    const open = await openHouse({ mounted: [root] });
    for (const one of [open, house]) {
      await one.put('a.png', await picture(40, 30, 'png'));
      for (const word of ['saved', 'json', 'saved', 'json']) await one.get(`/${word}/a.png`);
      for (const _ of [1, 2]) await one.get('/img/w=9/a.png');
    }
    expect(open.kept.map(({ target }) => target)).toEqual(['/saved/a.png', '/img/w=9/a.png']);
    // Where a host is a dialect's, the same target may mean something else there.
    expect(house.kept).toEqual([]);
  });

  it('names a download as it was asked to', async () => {
    const { headers } = await house.get('/saved/a.png');
    expect(headers.get('content-disposition')).toBe(
      `attachment; filename="_nder.png"; filename*=UTF-8''%C3%BCnder.png`,
    );
  });

  it('tells in the words of the dialect what an image is like', async () => {
    const told = await jsonOf(await house.get('/json/a.png'));
    expect(told.told).toMatchObject({ width: 40, height: 30 });
  });

  it('gives stored bytes where they are asked for', async () => {
    expect((await house.get('/raw/a.png')).headers.get('cache-status')).toContain('pVol');
    expect((await house.get('/raw-png/a.png')).headers.get('cache-status')).toContain('pVol');
  });

  it('refuses as the dialect does, and explains nothing unless it is told to', async () => {
    const answer = await house.get('/toys/of/large/a.png');
    expect(answer.status).toBe(418);
    expect(await answer.text()).toBe('An option is not acceptable.');
    const open = await openHouse({ mounted, explain: true });
    expect(await (await open.get('/toys/of/large/a.png')).text()).toBe(
      'Expected a word of the toy but received "large".',
    );
  });

  it('names the segment in a problem document', async () => {
    const { refusal: _, ...plain } = toy;
    const open = await openHouse({ mounted: [{ ...root, dialect: plain }], explain: true });
    expect(await jsonOf(await open.get('/large/a.png'))).toMatchObject({
      code: 'bad-option',
      segment: 'large',
      expected: 'a word of the toy',
    });
  });

  it('ends with the URL, and says so to caches', async () => {
    expect((await house.get('/expired/a.png')).status).toBe(404);
    expect((await house.get('/vouched/a.png')).headers.get('cache-control')).toContain('must-revalidate');
  });

  it('sends nobody away from what may not be had', async () => {
    expect((await house.get('/redirect/none.png')).status).toBe(404);
    const broken = await openHouse({
      mounted,
      engine: (engine) => ({ ...engine, render: () => Promise.reject(new Error('planted')) }),
    });
    await broken.put('b.png', await picture(40, 30, 'png'));
    const answer = await broken.get('/redirect/b.png');
    expect([answer.status, answer.headers.get('location')]).toEqual([307, '/original/b.png']);
  });

  describe('at the gate', () => {
    it('lets through what a dialect has signed, and what we have, and nothing else', async () => {
      const shut = await openHouse({ mounted, delivery: { keys: [key], unsigned: 'none' } });
      await shut.put('a.png', await picture(40, 30, 'png'));
      expect((await shut.get('/small/a.png')).status).toBe(403);
      expect((await shut.get('/vouched/a.png')).status).toBe(200);
      const signed = await createSignUrl(key)('/small/a.png');
      expect((await shut.get(signed)).status).toBe(200);
      expect((await shut.get(signed.replace('small', 'raw'))).status).toBe(403);
      const until = await createSignUrl(key)('/small/a.png', 4_000_000_000);
      expect((await shut.get(until)).status).toBe(200);
      expect((await shut.get(until.replace('4000000000', '4000000001'))).status).toBe(403);
    });

    it('signs targets of mounted dialects for who may manage, under the names of a token', async () => {
      const shut = await openHouse({ mounted, delivery: { keys: [key], unsigned: 'none' } });
      await shut.put('a.png', await picture(40, 30, 'png'));
      const sign = (target: string) =>
        shut.ask('POST', '/api/sign', { headers: bearer, body: JSON.stringify({ target }) });
      const { target } = await jsonOf(await sign('/toys/of/small/a.png?x=1'));
      expect(target).toMatch(/^\/toys\/of\/small\/a\.png\?x=1&s=k1\./);
      expect((await shut.get((await jsonOf(await sign('/toys/of/small/a.png'))).target)).status).toBe(200);
      expect((await sign('/pass/a.png')).status).toBe(400);
      expect((await sign('/img/_/a.png?x=1')).status).toBe(400);
    });

    it('puts unsigned URLs on the ladder', async () => {
      const laddered = await openHouse({
        mounted,
        delivery: { unsigned: 'ladder', ladder: { widths: [10], snap: 'up' } },
      });
      await laddered.put('a.png', await picture(40, 30, 'png'));
      expect((await laddered.get('/vouched/a.png')).status).toBe(200);
      expect((await laddered.get('/small/a.png')).status).toBe(403);
    });
  });
});
