import { describe, expect, test } from 'vitest';
import { createPVolSweep } from '../../../core/handlers/p-vol-sweep.ts';
import { createKeyedLock, type PersistentVolume } from '../../../core/index.ts';
import { noise, streamOf } from '../../support/bytes.ts';
import { bearer, openHouse } from '../dispatcher/house.ts';
import { drawPicture } from '../dispatcher/pictures.ts';

const day = 24 * 3_600_000;

async function orphan(pVol: PersistentVolume, seed: number): Promise<string> {
  const staged = await pVol.stage(streamOf(noise(1000, seed)), { maxBytes: 1000 });
  return (await staged.commit('png')).imgAddr;
}

describe('a sweep', () => {
  test('drops bytes that no name stands for, leaves the others, and keeps what it dropped for a month', async () => {
    const house = await openHouse();
    await house.put('a', await drawPicture('jpg'));
    const [kept] = await house.stored();
    const left = await orphan(house.pVol, 1);
    expect(await house.sweep()).toEqual({ images: 2, orphans: 1, isRefused: false });
    expect(await house.stored()).toEqual([kept]);
    expect(house.told).toMatchObject([{ event: 'pvol.sweep', fields: { orphans: 1 } }]);
    expect(await house.pVol.tidy(Date.now() + 29 * day)).toEqual({ erased: 0, litter: 0 });
    expect(await house.pVol.tidy(Date.now() + 31 * day)).toEqual({ erased: 1, litter: 0 });
    expect(await house.pVol.check(left)).toBe('missing');
    expect(await house.sweep()).toEqual({ images: 1, orphans: 0, isRefused: false });
  });

  test('touches nothing where so much has no name that the database must be another', async () => {
    const house = await openHouse();
    await house.put('a', await drawPicture('jpg'));
    for (let seed = 1; seed <= 4; seed += 1) await orphan(house.pVol, seed);
    expect(await house.sweep()).toEqual({ images: 5, orphans: 4, isRefused: true });
    expect(await house.stored()).toHaveLength(5);
    expect(house.told).toMatchObject([{ event: 'pvol.sweep', fields: { isRefused: true } }]);
  });

  test('does not take the bytes of an upload between its two commits', async () => {
    const house = await openHouse();
    const digestLock = createKeyedLock();
    const rows = new Set<string>();
    const { promise: looked, resolve: look } = Promise.withResolvers<void>();
    const isReferenced = async (digest: string) => {
      look();
      return rows.has(digest);
    };
    const ledger = { isReferenced };
    const sweep = createPVolSweep({ pVol: house.pVol, ledger, digestLock, tell: () => {}, clock: Date.now });
    const staged = await house.pVol.stage(streamOf(noise(1000)), { maxBytes: 1000 });
    let swept: ReturnType<typeof sweep> | undefined;
    await digestLock.run(staged.digest, async () => {
      await staged.commit('png');
      swept = sweep();
      // It has seen the bytes without their row, and waits for its turn to look again.
      await looked;
      await new Promise((later) => setTimeout(later, 20));
      rows.add(staged.digest);
    });
    expect(await swept).toMatchObject({ images: 1, orphans: 0 });
    expect(await house.pVol.check(staged.digest)).toBe('sound');
  });

  test('running all the time takes nothing from uploads, replaces and deletes that run beside it', async () => {
    const house = await openHouse();
    let isOver = false;
    const sweeping = (async () => {
      while (!isOver) await house.sweep();
    })();
    const pictures = await Promise.all(
      Array.from({ length: 6 }, (_, index) => drawPicture('png', { width: 10 + index, height: 8 })),
    );
    const lane = async (name: string) => {
      for (let step = 0; step < 12; step += 1) {
        if (step % 4 === 3) await house.ask('DELETE', `/api/images/${name}`, { headers: bearer });
        else expect((await house.put(name, pictures[step % 6] as Uint8Array<ArrayBuffer>)).status).toBeLessThan(300);
      }
      await house.put(name, pictures[0] as Uint8Array<ArrayBuffer>);
    };
    await Promise.all(['a', 'b', 'c'].map(lane));
    isOver = true;
    await sweeping;
    for (const name of ['a', 'b', 'c'])
      expect(await (await house.get(`/original/${name}`)).bytes()).toEqual(pictures[0]);
    expect(await house.stored()).toHaveLength(1);
  });
});
