// POST /api/purge and DELETE with `?erase=true`.
import { beforeAll, describe, expect, test } from 'vitest';
import { createMemoryVolume } from '../../../core/index.ts';
import { bearer, type House, jsonOf, openHouse } from './house.ts';
import { drawPicture } from './pictures.ts';

let photo: Uint8Array<ArrayBuffer>;
let other: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture('jpg');
  other = await drawPicture('png');
});

async function purge(house: House, asked: unknown) {
  const answer = await house.ask('POST', '/api/purge', { headers: bearer, body: JSON.stringify(asked) });
  return { status: answer.status, ...(await jsonOf(answer)) };
}

const eVol = () => createMemoryVolume({ capacityBytes: 10_000_000 });

describe('a purge', () => {
  test('of a name drops its results in RAM and on disk, and no others', async () => {
    const house = await openHouse({ eVol: eVol() });
    await house.put('a', photo);
    await house.put('b', other);
    for (const target of ['/img/w=8/a', '/img/w=9/a', '/img/w=8/b']) await house.get(target);
    expect(await purge(house, { name: 'a' })).toEqual({ status: 200, names: 1, results: 4 });
    const renders = house.count.renders;
    await house.get('/img/w=8/b');
    expect(house.count.renders).toBe(renders);
    await house.get('/img/w=8/a');
    expect(house.count.renders).toBe(renders + 1);
    expect((await house.get('/original/a')).status).toBe(200);
  });

  test('of a prefix drops the results of all names that begin so, of "" all', async () => {
    const house = await openHouse({ eVol: eVol() });
    for (const [index, name] of ['x/1', 'x/2', 'y'].entries()) {
      await house.put(name, await drawPicture('png', { width: 10 + index, height: 9 }));
      await house.get(`/img/w=8/${name}`);
    }
    expect(await purge(house, { prefix: 'x/' })).toEqual({ status: 200, names: 2, results: 4 });
    expect(await purge(house, { prefix: '' })).toEqual({ status: 200, names: 3, results: 2 });
    expect(await purge(house, { prefix: 'nobody' })).toEqual({ status: 200, names: 0, results: 0 });
  });

  test('is not undone by a render that was under way', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const house = await openHouse({
      eVol: eVol(),
      engine: (engine) => ({ ...engine, render: (...task) => promise.then(() => engine.render(...task)) }),
    });
    await house.put('a', photo);
    const rendering = house.get('/img/w=8/a');
    while (house.count.renders === 0) await new Promise((later) => setTimeout(later, 1));
    expect(await purge(house, { name: 'a' })).toEqual({ status: 200, names: 1, results: 0 });
    resolve();
    expect((await rendering).status).toBe(200);
    expect(house.mVol.used()).toBe(0);
    expect(house.eVol.used()).toBe(0);
    // The next one may be kept.
    await house.get('/img/w=8/a');
    expect(house.mVol.used()).toBeGreaterThan(0);
  });

  test.each([
    [{}, 400, 'bad-request'],
    [{ name: 'a', prefix: 'b' }, 400, 'bad-request'],
    [{ dropped: false }, 400, 'bad-request'],
    [{ name: '../a' }, 400, 'bad-name'],
    [{ name: 'unknown' }, 404, 'not-found'],
  ])('that asks %j is %i', async (asked, status, code) => {
    expect(await purge(await openHouse(), asked)).toMatchObject({ status, code });
  });

  test('wants the token, and POST', async () => {
    const house = await openHouse();
    expect((await house.ask('POST', '/api/purge', { body: '{}' })).status).toBe(401);
    expect((await house.ask('GET', '/api/purge', { headers: bearer })).status).toBe(405);
  });
});

describe('a deleted original', () => {
  const remove = async (house: House, target: string) =>
    house.ask('DELETE', `/api/images/${target}`, { headers: bearer });
  const DAYS = 24 * 3_600_000;

  test('is kept where nothing serves it, until it is due', async () => {
    const house = await openHouse();
    await house.put('a', photo);
    expect((await remove(house, 'a')).status).toBe(204);
    expect((await house.get('/original/a')).status).toBe(404);
    expect(await house.stored()).toEqual([]);
    expect((await house.pVol.tidy(Date.now() + 0.9 * DAYS)).erased).toBe(0);
    expect((await house.pVol.tidy(Date.now() + 1.1 * DAYS)).erased).toBe(1);
  });

  test('that is stored again meanwhile is not touched when the dropped bytes are erased', async () => {
    const house = await openHouse();
    await house.put('a', photo);
    await remove(house, 'a');
    await house.put('b', photo);
    expect(await purge(house, { dropped: true })).toEqual({ status: 200, erased: 1 });
    expect(await (await house.get('/original/b')).bytes()).toEqual(photo);
    expect(await purge(house, { dropped: true })).toEqual({ status: 200, erased: 0 });
  });

  test('is erased at once where that is asked, unless another name stands for the same bytes', async () => {
    const house = await openHouse();
    for (const name of ['a', 'b']) await house.put(name, photo);
    const digest = (await house.ledger.get('a'))?.digest;
    const shared = await remove(house, 'a?erase=true');
    expect([shared.status, await jsonOf(shared)]).toEqual([200, { name: 'a', digest, erased: false }]);
    expect(await (await house.get('/original/b')).bytes()).toEqual(photo);
    const last = await remove(house, 'b?erase=true');
    expect([last.status, await jsonOf(last)]).toEqual([200, { name: 'b', digest, erased: true }]);
    expect(await purge(house, { dropped: true })).toEqual({ status: 200, erased: 0 });
    expect((await remove(house, 'b?erase=false')).status).toBe(400);
  });

  test('of a house without a grace period is erased at once', async () => {
    const house = await openHouse({ graceMillis: 0 });
    await house.put('a', photo);
    await house.put('a', other);
    await remove(house, 'a');
    expect(await purge(house, { dropped: true })).toEqual({ status: 200, erased: 0 });
    expect(await house.stored()).toEqual([]);
  });
});
