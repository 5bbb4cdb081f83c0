// What of R2's driver no contract says, as it runs inside workerd.
import { describe, expect, test } from 'vitest';
import type { ImageMeta, NamedVolume } from '../../../../core/index.ts';
import { noise, sha256, wholeOf } from '../../../support/bytes.ts';
import { storeNamed } from '../../../support/store-named.ts';
import type { Wrong } from './faulty-bucket.ts';
import { openedVolume } from './opened-volume.ts';

const mebibyte = 1024 ** 2;
// In these cases what is larger is streamed.
const ramBytes = 200_000;

async function store(...given: Parameters<typeof storeNamed>) {
  const { recorded: _, ...meta } = await storeNamed(...given);
  return meta;
}

async function namesIn(volume: NamedVolume, prefix = '', after = ''): Promise<string[]> {
  return (await volume.names({ prefix, after, limit: 1000 })).map(({ name }) => name);
}

export function writesSuite(): void {
  describe('an R2 bucket', () => {
    test('keeps an image under its name, with what is known of it, and finds both with one call', async () => {
      const { volume, asked, layout } = openedVolume();
      for (const name of ['a.jpg', 'ä/日本 \u{1F600}.jpg', "it's (1)+&%.jpg"]) {
        const user = { thumbhash: 'é  ü', tags: ['ä', 'b c'], metadata: { título: '  "x"\n ' }, private: true };
        const written = await store(volume, name, noise(1000), undefined, user);
        asked.length = 0;
        expect(await volume.find(name, true)).toEqual(written);
        for (let reads = 0; reads < 2; reads += 1) {
          expect(await wholeOf((await volume.read(written.imgAddr))?.body)).toEqual(noise(1000));
        }
        expect(asked).toMatchObject([{ operation: 'get', key: layout.keyOf(name) }]);
      }
      asked.length = 0;
      expect(await volume.find('nothing', true)).toBeUndefined();
      expect(asked).toHaveLength(1);
    });

    test('gives at an address only what it stands for', async () => {
      const { volume } = openedVolume();
      const first = await store(volume, 'a', noise(1000));
      await volume.find('a', true);
      const second = await store(volume, 'a', noise(1001), first);
      expect(await volume.find('a', false)).toMatchObject({ imgAddr: second.imgAddr });
      expect(await volume.read(first.imgAddr, { start: 0, end: 5 })).toBeUndefined();
      expect(await volume.remove(first.imgAddr)).toBe(false);
      await expect(volume.take(first)).rejects.toMatchObject({ code: 'precondition-failed' });
      expect([await volume.take(second), await volume.take(second)]).toEqual([true, false]);
      expect(await volume.read(second.imgAddr)).toBeUndefined();
    });

    test('lets one of two creators win, and one of two who replace the same', async () => {
      const { volume, another } = openedVolume();
      const races = async (before: ImageMeta | undefined, length: number) => {
        const both = [volume, another()].map((node, index) => store(node, 'a', noise(length + index), before));
        const ended = await Promise.allSettled(both);
        expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
        expect(ended.find(({ status }) => status === 'rejected')).toMatchObject({
          reason: { code: 'precondition-failed' },
        });
        return volume.find('a', false);
      };
      const made = await races(undefined, 100);
      await races(made, 200);
    });

    test('knows its own write again when the answer was lost, and no other', async () => {
      const { volume, faults } = openedVolume();
      const lose = () => faults.push({ on: 'put', wrong: 'lose-answer', times: 1 });
      lose();
      const first = await store(volume, 'a', noise(10));
      lose();
      const second = await store(volume, 'a', noise(11), first);
      expect(await volume.find('a', false)).toMatchObject({ imgAddr: second.imgAddr });
      await expect(store(volume, 'a', noise(12), first)).rejects.toMatchObject({ code: 'precondition-failed' });
      await expect(store(volume, 'a', noise(12))).rejects.toMatchObject({ code: 'precondition-failed' });
    });

    test('tries again after trouble and silence, not after a refusal, and says when that is no use', async () => {
      const { volume, faults } = openedVolume();
      const { imgAddr } = await store(volume, 'a', noise(10));
      for (const wrong of ['trouble', 'silence', 'lose-answer'] as const) {
        faults.push({ on: 'get', wrong, times: 1 });
        expect(await volume.read(imgAddr)).toBeDefined();
      }
      faults.push({ on: 'head', wrong: 'trouble', times: 9 });
      await expect(volume.find('a', false)).rejects.toMatchObject({ code: 'storage-unavailable' });
      faults.length = 0;
      faults.push({ on: 'head', wrong: 'refusal', times: 1 });
      await expect(volume.find('a', false)).rejects.toMatchObject({ code: 'internal' });
      faults.push({ on: 'put', wrong: 'trouble', times: 9 });
      await expect(store(volume, 'b', noise(10))).rejects.toMatchObject({ code: 'storage-unavailable' });
      faults.length = 0;
      expect(await namesIn(volume)).toEqual(['a']);
    });

    test('goes on where a body broke off, and gives no damaged image whole', async () => {
      const { volume, another, faults } = openedVolume(undefined, ramBytes);
      for (const length of [100_000, 900_000]) {
        const { imgAddr } = await store(volume, `of ${length}`, noise(length));
        const spoil = (wrong: Wrong) => faults.push({ on: 'get', wrong, times: 1 });
        const read = async () => wholeOf((await another().read(imgAddr))?.body);
        spoil('cut');
        expect(sha256(await read())).toBe(sha256(noise(length)));
        spoil('flip');
        await expect(read()).rejects.toMatchObject({ code: 'damaged-original' });
        spoil('flip');
        expect(await volume.check(imgAddr)).toBe('damaged');
        expect(await volume.check(imgAddr)).toBe('sound');
      }
    });

    test('receives what is large in parts beside RAM, writes it under the same conditions, and leaves no part', async () => {
      const { volume, asked, real, layout, faults } = openedVolume(undefined, ramBytes);
      const large = noise(6 * mebibyte);
      const first = await store(volume, 'large', large);
      const parts = asked.filter(({ operation }) => operation === 'uploadPart');
      expect(parts.map(({ bytes }) => bytes)).toEqual([5, 1].map((size) => size * mebibyte));
      await expect(store(volume, 'large', large)).rejects.toMatchObject({ code: 'precondition-failed' });
      faults.push({ on: 'put', wrong: 'lose-answer', times: 1 }, { on: 'uploadPart', wrong: 'trouble', times: 1 });
      const second = await store(volume, 'large', large.subarray(1), first);
      expect(sha256(await wholeOf((await volume.read(second.imgAddr))?.body))).toBe(sha256(large.subarray(1)));
      faults.push({ on: 'uploadPart', wrong: 'trouble', times: 9 });
      await expect(store(volume, 'other', large)).rejects.toMatchObject({ code: 'storage-unavailable' });
      expect((await real.list({ prefix: layout.aside })).objects).toEqual([]);
    });

    test('changes what is known of an image and leaves its bytes, unless it was replaced meanwhile', async () => {
      const { volume, faults } = openedVolume();
      const first = await store(volume, 'a', noise(5000));
      const changed = await volume.describe({ ...first, thumbhash: 'BBBB' });
      expect(await volume.find('a', false)).toMatchObject({ thumbhash: 'BBBB', digest: first.digest });
      faults.push({ on: 'get', wrong: 'flip', times: 1 });
      await expect(volume.describe({ ...changed, thumbhash: 'CCCC' })).rejects.toMatchObject({
        code: 'damaged-original',
      });
      await store(volume, 'a', noise(10), changed);
      await expect(volume.describe(changed)).rejects.toMatchObject({ code: 'precondition-failed' });
      expect(await volume.find('a', false)).toMatchObject({ byteLength: 10 });
    });

    test('lists names in pages, in order of their bytes, with what is known of each, and nothing that is not an image', async () => {
      const { volume, real, layout, asked } = openedVolume();
      const names = ['!', 'a', 'a b', 'a/b', 'ab', '\uFFFD', '\u{1F600}'];
      for (const name of names) await store(volume, name, noise(10));
      for (let index = 0; index < 5; index += 1) await real.put(`${layout.aside}results/${index}`, 'x');
      const found: string[] = [];
      for (let after = ''; ; after = found.at(-1) ?? '') {
        const page = await volume.names({ prefix: '', after, limit: 2 });
        found.push(...page.map(({ name }) => name));
        for (const { name, imgAddr, meta } of page) expect(meta).toMatchObject({ name, imgAddr, byteLength: 10 });
        if (page.length < 2) break;
      }
      expect(found).toEqual(names);
      expect(await namesIn(volume, 'a', 'a')).toEqual(names.slice(2, 5));
      asked.length = 0;
      expect(await namesIn(volume)).toEqual(names);
      expect(asked).toMatchObject([{ operation: 'list' }]);
    });

    test('takes an object that it did not write for no image, and more facts than fit for too many', async () => {
      const told: unknown[] = [];
      const { volume, real, layout } = openedVolume((event, fields) => told.push([event, fields]));
      await real.put(layout.keyOf('alien.jpg'), 'x');
      expect(await volume.find('alien.jpg', true)).toBeUndefined();
      expect(told).toEqual([['pvol.foreign', { name: 'alien.jpg' }]]);
      const much = { metadata: { note: 'ä'.repeat(400) } };
      await expect(store(volume, 'much', noise(10), undefined, much)).rejects.toMatchObject({ code: 'over-limit' });
    });
  });
}
