// What is asked for again is encoded once more, better, and takes the first result's place.
import { beforeAll, describe, expect, test } from 'vitest';
import { createMemoryVolume, type ImageEngine } from '../../../core/index.ts';
import { bearer, type House, openHouse } from '../dispatcher/house.ts';
import { drawPicture } from '../dispatcher/pictures.ts';

let photo: Uint8Array<ArrayBuffer>;
let other: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture('jpg');
  other = await drawPicture('png');
});

const target = '/img/w=200,f=jpg/a';
const etagOf = (answer: Response) => answer.headers.get('etag') ?? '';
const lifeOf = (answer: Response) => /max-age=(\d+)/.exec(answer.headers.get('cache-control') ?? '')?.[1];

async function until(house: House, event: string): Promise<void> {
  while (!house.told.some((told) => told.event === event)) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** A house in which `target` has been asked for twice and refined. */
async function refinedHouse(config: Parameters<typeof openHouse>[0] = {}) {
  const house = await openHouse({ refine: true, ...config });
  await house.put('a', photo);
  const first = await house.get(target);
  await house.get(target);
  await until(house, 'refinery.refined');
  return { house, first };
}

describe('a result that is asked for again', () => {
  test('is refined when nothing else runs: fewer bytes, an ETag of its own, and from then on a long life', async () => {
    const { house, first } = await refinedHouse();
    const after = await house.get(target);
    expect(etagOf(after)).not.toBe(etagOf(first));
    expect((await after.bytes()).length).toBeLessThan((await first.bytes()).length);
    expect([lifeOf(first), lifeOf(after)]).toEqual(['60', '3600']);
    expect(after.headers.get('cache-status')).toBe('imageserver; hit; detail=mVol');
    expect(house.count.renders).toBe(2);
  });

  test('is kept by a front as what will not last until it is refined', async () => {
    const { house } = await refinedHouse();
    await house.get(target);
    expect(house.kept.map(({ provisional }) => provisional)).toEqual([true, false]);
    expect(house.kept[0]?.key).not.toBe(house.kept[1]?.key);
    expect(house.mVol.has(house.kept[0]?.key ?? '')).toBe(false);
  });

  test('is refined once, however many ask', async () => {
    const { house } = await refinedHouse();
    await Promise.all(Array.from({ length: 10 }, () => house.get(target)));
    expect(house.count.renders).toBe(2);
  });

  test('keeps its first form and a long life where refining does not make it smaller', async () => {
    let renders = 0;
    const engine = (real: ImageEngine): ImageEngine => ({
      ...real,
      async render(task, signal) {
        const made = await real.render(task, signal);
        renders += 1;
        return renders === 1 ? made : { ...made, bytes: new Uint8Array(1e6) };
      },
    });
    const house = await openHouse({ refine: true, engine });
    await house.put('a', photo);
    const first = await house.get(target);
    let again = await house.get(target);
    while (lifeOf(again) === '60') {
      await new Promise((resolve) => setTimeout(resolve, 20));
      again = await house.get(target);
    }
    expect(etagOf(again)).toBe(etagOf(first));
    expect(renders).toBe(2);
  });
});

test.each(['w=200,f=jpg,mozjpeg=true', 'w=200,f=webp,effort=2', 'w=200,f=avif,effort=0', 'w=200,f=png'])(
  'what %s asks for is not touched',
  async (options) => {
    const house = await openHouse({ refine: true });
    await house.put('a', photo);
    for (let times = 0; times < 3; times += 1) expect(lifeOf(await house.get(`/img/${options}/a`))).toBe('3600');
  },
);

describe('a conditional request', () => {
  test('with the first ETag is 304 until there is a refined result, and then gets that', async () => {
    const house = await openHouse({ refine: true });
    await house.put('a', photo);
    const tag = { 'If-None-Match': etagOf(await house.get(target)) };
    const before = await house.get(target, tag);
    expect([before.status, lifeOf(before)]).toEqual([304, '60']);
    await house.get(target);
    await until(house, 'refinery.refined');
    const after = await house.get(target, tag);
    expect(after.status).toBe(200);
    expect(etagOf(after)).not.toBe(tag['If-None-Match']);
    expect(etagOf(await house.ask('HEAD', target))).toBe(etagOf(after));
  });

  test('with the refined ETag is 304, also when we have the refined result no longer', async () => {
    const { house } = await refinedHouse();
    const tag = etagOf(await house.get(target));
    expect((await house.get(target, { 'If-None-Match': tag })).status).toBe(304);
    house.mVol.removeGroups([house.mDatabase.lookup('a')?.version ?? '']);
    const answer = await house.get(target, { 'If-None-Match': tag });
    expect([answer.status, etagOf(answer), lifeOf(answer)]).toEqual([304, tag, '3600']);
  });
});

describe('a refined result', () => {
  test('that is lost costs whoever asks the first, cheap render only', async () => {
    const efforts: unknown[] = [];
    const engine = (real: ImageEngine): ImageEngine => ({
      ...real,
      render(task, signal) {
        efforts.push(task.encode.mozjpeg);
        return real.render(task, signal);
      },
    });
    const { house, first } = await refinedHouse({ engine });
    house.mVol.removeGroups([house.mDatabase.lookup('a')?.version ?? '']);
    expect(etagOf(await house.get(target))).toBe(etagOf(first));
    expect(efforts).toEqual([false, true, false]);
  });

  test('that an eVol only seemed to have is the first one again', async () => {
    const eVol = createMemoryVolume({ capacityBytes: 1e7 });
    let seems = false;
    const { house, first } = await refinedHouse({ eVol: { ...eVol, has: () => seems, read: () => undefined } });
    seems = true;
    house.mVol.removeGroups([house.mDatabase.lookup('a')?.version ?? '']);
    const answer = await house.get(target);
    expect([answer.status, etagOf(answer)]).toEqual([200, etagOf(first)]);
  });

  test('goes to eVol like every other, and the first one goes from there', async () => {
    const eVol = createMemoryVolume({ capacityBytes: 1e7 });
    const { house, first } = await refinedHouse({ eVol });
    const refined = etagOf(await house.get(target)).slice(1, -1);
    expect(eVol.has(refined)).toBe(true);
    expect(eVol.has(etagOf(first).slice(1, -1))).toBe(false);
  });

  test.each(['delete', 'replace'] as const)('is gone after a %s', async (change) => {
    const eVol = createMemoryVolume({ capacityBytes: 1e7 });
    const { house } = await refinedHouse({ eVol });
    await house.get(target);
    if (change === 'delete') await house.ask('DELETE', '/api/images/a', { headers: bearer });
    else await house.put('a', other);
    expect([house.mVol.used(), eVol.used()]).toEqual([0, 0]);
  });

  test.each(['delete', 'replace'] as const)('that is being made during a %s is not kept', async (change) => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const engine = (real: ImageEngine): ImageEngine => ({
      ...real,
      async render(task, signal) {
        const made = await real.render(task, signal);
        if (task.encode.mozjpeg === true) {
          begin();
          await released;
          setTimeout(end);
        }
        return made;
      },
    });
    const house = await openHouse({ refine: true, engine });
    await house.put('a', photo);
    await house.get(target);
    await house.get(target);
    await begun;
    if (change === 'delete') await house.ask('DELETE', '/api/images/a', { headers: bearer });
    else await house.put('a', other);
    release();
    await ended;
    expect(house.mVol.used()).toBe(0);
  });
});
