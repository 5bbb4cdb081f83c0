// Where a result comes from, and where it goes: mVol, eVol, the engine.
import { beforeAll, describe, expect, test } from 'vitest';
import { createMemoryVolume, type EphemeralVolume, type ImageEngine } from '../../../core/index.ts';
import { bearer, type House, openHouse } from '../dispatcher/house.ts';
import { drawPicture } from '../dispatcher/pictures.ts';

let photo: Uint8Array<ArrayBuffer>;
let other: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture('jpg');
  other = await drawPicture('png');
});

const capacityBytes = 64 * 1024 * 1024;
const target = '/img/w=50/a';

/** An eVol that counts, and takes everything at once. */
function countedVolume() {
  const volume = createMemoryVolume({ capacityBytes });
  const count = { offers: 0, reads: 0 };
  const eVol: EphemeralVolume = {
    ...volume,
    offer(entry) {
      count.offers += 1;
      return volume.offer(entry);
    },
    async read(key) {
      count.reads += 1;
      return volume.read(key);
    },
  };
  return { eVol, count };
}

async function sourceOf(house: House): Promise<string> {
  return (await house.get(target)).headers.get('cache-status') ?? '';
}

describe('a result in eVol', () => {
  test('is given without a render, goes to mVol, and says where it came from', async () => {
    const { eVol } = countedVolume();
    const house = await openHouse({ eVol });
    await house.put('a', photo);
    const rendered = await (await house.get(target)).bytes();
    house.mVol.removeGroups([house.mDatabase.lookup('a')?.version ?? '']);
    const answer = await house.get(target);
    expect(answer.headers.get('cache-status')).toBe('imageserver; hit; detail=eVol');
    expect(answer.headers.get('server-timing')).toBe('cache;desc="eVol"');
    expect(await answer.bytes()).toEqual(rendered);
    expect(await sourceOf(house)).toBe('imageserver; hit; detail=mVol');
    expect(house.count.renders).toBe(1);
  });

  test('is read once for all who ask at the same time', async () => {
    const { eVol, count } = countedVolume();
    const house = await openHouse({ eVol });
    await house.put('a', photo);
    await house.get(target);
    house.mVol.removeGroups([house.mDatabase.lookup('a')?.version ?? '']);
    const before = count.reads;
    const answers = await Promise.all(Array.from({ length: 20 }, () => house.get(target)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(count.reads - before).toBe(1);
    expect(house.count.renders).toBe(1);
  });

  test('is not offered again by those who find it in mVol', async () => {
    const { eVol, count } = countedVolume();
    const house = await openHouse({ eVol });
    await house.put('a', photo);
    for (let times = 0; times < 5; times += 1) await house.get(target);
    expect(count.offers).toBe(1);
  });
});

test('eVol hears of the second use of a result that mVol has', async () => {
  const { eVol, count } = countedVolume();
  let offers = 0;
  const declining: EphemeralVolume = { ...eVol, offer: (entry) => (offers++ === 0 ? false : eVol.offer(entry)) };
  const house = await openHouse({ eVol: declining });
  await house.put('a', photo);
  await house.get(target);
  expect([offers, count.offers]).toEqual([1, 0]);
  expect(house.kept).toEqual([]);
  expect(await sourceOf(house)).toBe('imageserver; hit; detail=mVol');
  expect([offers, count.offers]).toEqual([2, 1]);
  expect(house.kept).toHaveLength(1);
});

test('an eVol that never answers an offer holds nothing back', async () => {
  const { eVol } = countedVolume();
  const house = await openHouse({ eVol: { ...eVol, offer: () => new Promise<boolean>(() => {}) } });
  await house.put('a', photo);
  expect((await house.get(target)).status).toBe(200);
  expect((await house.get(target)).status).toBe(200);
});

describe('a render in flight', () => {
  test.each(['delete', 'replace'] as const)('brings nothing back to eVol after a %s', async (change) => {
    const { eVol } = countedVolume();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const engine = (real: ImageEngine): ImageEngine => ({
      ...real,
      async render(task, signal) {
        const made = await real.render(task, signal);
        begin();
        await released;
        return made;
      },
    });
    const house = await openHouse({ eVol, engine });
    await house.put('a', photo);
    const old = house.mDatabase.lookup('a')?.version ?? '';
    const waiting = house.get(target);
    await begun;
    if (change === 'delete') await house.ask('DELETE', '/api/images/a', { headers: bearer });
    else await house.put('a', other);
    release();
    await waiting;
    expect(await eVol.removeGroups([old])).toBe(0);
    expect(eVol.used()).toBe(0);
    expect(house.mVol.used()).toBe(0);
  });

  test('of another source goes there all the same', async () => {
    const { eVol } = countedVolume();
    const house = await openHouse({ eVol });
    await house.put('a', photo);
    await house.put('b', other);
    await house.get(target);
    await house.get('/img/w=50/b');
    await house.ask('DELETE', '/api/images/b', { headers: bearer });
    expect(await eVol.removeGroups([house.mDatabase.lookup('a')?.version ?? ''])).toBe(1);
    expect(eVol.used()).toBe(0);
  });
});
