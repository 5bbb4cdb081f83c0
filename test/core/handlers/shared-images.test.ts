import { describe, expect, test } from 'vitest';
import { Failure } from '../../../core/failure.ts';
import { createSharedImages } from '../../../core/handlers/shared-images.ts';
import { unlessOvertaken } from '../../../core/handlers/unless-overtaken.ts';
import type { ImageMeta } from '../../../core/image/image-meta.ts';
import type { NamedVolume } from '../../../core/volume/named-volume.ts';
import { metaOf } from '../database/meta-of.ts';

/** A store of facts alone, with its answers in the test's hand. */
function store() {
  const there = new Map<string, ImageMeta>();
  const asked: { name: string; withBytes: boolean }[] = [];
  const told: string[] = [];
  const hand = { now: 0, isDown: false, answer: async () => {}, listed: () => {} };
  const volume = {
    named: true,
    nameIn: (imgAddr: string) => imgAddr.split('@')[0],
    async find(name: string, withBytes: boolean) {
      asked.push({ name, withBytes });
      const found = there.get(name);
      await hand.answer();
      if (hand.isDown) throw new Failure('storage-unavailable', 'It does not answer.');
      return found;
    },
    read: async () => undefined,
    async describe(meta: ImageMeta) {
      there.set(meta.name, meta);
      return meta;
    },
    take: async ({ name }: ImageMeta) => there.delete(name),
    async names({ prefix, after, limit }: { prefix: string; after: string; limit: number }) {
      const names = [...there.keys()].filter((name) => name.startsWith(prefix) && name > after).sort();
      const page = names.slice(0, limit).map((name) => ({ name, imgAddr: there.get(name)?.imgAddr ?? '' }));
      hand.listed();
      return page;
    },
  } as unknown as NamedVolume;
  const images = createSharedImages({
    ...{ volume, ttlMillis: 10_000, excuseMillis: 60_000, capacity: 100, clock: () => hand.now },
    tell: (event) => told.push(event),
  });
  const put = (name: string, version: string) => {
    const meta = metaOf(name, { digest: version.repeat(64), imgAddr: `${name}@${version}` });
    there.set(name, meta);
    return meta;
  };
  const version = async (name: string) => (await images.mDatabase.find(name))?.version[0];
  return { images, hand, there, asked, told, put, version };
}

describe('images of a shared store', () => {
  test('are believed for the time to live, counted from when the store was asked', async () => {
    const { hand, put, asked, version } = store();
    put('a', '1');
    hand.answer = async () => {
      hand.now += 4000;
    };
    expect(await version('a')).toBe('1');
    put('a', '2');
    hand.now = 9_999;
    expect(await version('a')).toBe('1');
    hand.now = 10_000;
    expect(await version('a')).toBe('2');
    expect(asked).toHaveLength(2);
  });

  test('that are not there are remembered for shorter, and come along with their bytes where these are wanted', async () => {
    const { images, hand, put, asked, version } = store();
    expect(await version('a')).toBeUndefined();
    expect(await version('a')).toBeUndefined();
    expect(asked).toEqual([{ name: 'a', withBytes: true }]);
    put('a', '1');
    hand.now = 5_000;
    expect(await version('a')).toBe('1');
    hand.now = 20_000;
    await images.mDatabase.find('a', async (known) => known?.version[0] !== '1');
    hand.now = 40_000;
    await images.mDatabase.find('a', async (known) => known?.version[0] === '1');
    expect(asked.slice(2).map(({ withBytes }) => withBytes)).toEqual([false, true]);
  });

  test('an answer from before a change that was made here does not undo it', async () => {
    const { images, hand, put, there, version } = store();
    put('a', '1');
    let go = () => {};
    hand.answer = () => new Promise((resolve) => (go = resolve));
    const early = version('a');
    await new Promise((resolve) => setTimeout(resolve));
    const answerEarly = go;
    hand.answer = async () => {};
    const meta = await images.ledger.latest('a');
    const next = { ...(meta as ImageMeta), digest: '2'.repeat(64), imgAddr: 'a@2' };
    there.set('a', next);
    await images.ledger.put(next, true);
    answerEarly();
    expect(await early).toBe('2');
    expect(await version('a')).toBe('2');
    await images.ledger.remove('a');
    expect(await version('a')).toBeUndefined();
  });

  test('go on being believed while the store is silent, and not for ever; nothing else is made up', async () => {
    const { images, hand, put, told, version } = store();
    put('a', '1');
    await version('a');
    hand.isDown = true;
    hand.now = 10_001;
    expect(images.confirmed.lookup('a')).toBeUndefined();
    expect(await version('a')).toBe('1');
    expect(told).toEqual(['mdatabase.unconfirmed']);
    expect(images.confirmed.lookup('a')?.version[0]).toBe('1');
    await expect(version('b')).rejects.toMatchObject({ code: 'storage-unavailable' });
    await expect(images.ledger.latest('a')).rejects.toMatchObject({ code: 'storage-unavailable' });
    hand.now = 70_001;
    await expect(version('a')).rejects.toMatchObject({ code: 'storage-unavailable' });
    hand.isDown = false;
    expect(await version('a')).toBe('1');
  });

  test('a hit asks ahead of time, once, and waits for nothing', async () => {
    const { images, hand, put, asked, version } = store();
    put('a', '1');
    await version('a');
    put('a', '2');
    hand.now = 4_000;
    expect(images.confirmed.lookup('a')?.version[0]).toBe('1');
    expect(asked).toHaveLength(1);
    hand.now = 6_000;
    for (let hit = 0; hit < 3; hit += 1) expect(images.confirmed.lookup('a')?.version[0]).toBe('1');
    await new Promise((resolve) => setTimeout(resolve));
    expect(asked.slice(1)).toEqual([{ name: 'a', withBytes: false }]);
    expect(images.confirmed.lookup('a')?.version[0]).toBe('2');
  });

  test('a read that finds its address gone makes the name be asked for anew', async () => {
    const { images, put, version } = store();
    const { imgAddr } = put('a', '1');
    await version('a');
    put('a', '2');
    expect(await images.pVol.read(imgAddr)).toBeUndefined();
    expect(await version('a')).toBe('2');
  });

  test('are listed in full pages, also where one goes meanwhile, and by tag', async () => {
    const { images, there, put, hand } = store();
    for (const name of ['a', 'b', 'c', 'd']) put(name, '1');
    there.set('c', { ...(there.get('c') as ImageMeta), tags: ['x'] });
    hand.listed = () => there.delete('b');
    const names = (page: readonly ImageMeta[]) => page.map(({ name }) => name);
    expect(names(await images.ledger.list({ prefix: '', after: '', limit: 3 }))).toEqual(['a', 'c', 'd']);
    const tagged = await images.ledger.listTagged('x', { prefix: '', after: '', limit: 9 });
    expect([names(tagged.images), tagged.next]).toEqual([['c'], undefined]);
  });
});

describe('a write into a shared store', () => {
  const overtaken = new Failure('precondition-failed', 'Something else is there.');

  test('looks again where it was overtaken, and gives up where that never ends', async () => {
    let looks = 0;
    const look = async () => (looks += 1);
    expect(await unlessOvertaken(look, async (seen) => (seen < 3 ? Promise.reject(overtaken) : seen))).toBe(3);
    await expect(unlessOvertaken(look, () => Promise.reject(overtaken))).rejects.toMatchObject({ code: 'overloaded' });
  });

  test("is refused where the look says so: a client's own precondition is not tried again", async () => {
    let looks = 0;
    const look = async () => {
      looks += 1;
      throw overtaken;
    };
    await expect(unlessOvertaken(look, async () => {})).rejects.toBe(overtaken);
    expect(looks).toBe(1);
  });
});
