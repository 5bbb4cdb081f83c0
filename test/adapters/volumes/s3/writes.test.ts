import { describe, expect, test } from 'vitest';
import type { ImageMeta } from '../../../../core/index.ts';
import { noise, sha256, wholeOf } from '../../../support/bytes.ts';
import { storeNamed } from '../../../support/store-named.ts';
import { openedVolume } from './opened-volume.ts';

describe('a bucket', () => {
  test('keeps an image under its name, with what is known of it, and finds both with one GET', async () => {
    const { volume, server } = await openedVolume();
    for (const name of ['a.jpg', 'ä/日本 \u{1F600}.jpg', "it's (1)+&%.jpg"]) {
      const { recorded, ...written } = await storeNamed(volume, name, noise(1000), undefined, { thumbhash: 'é  ü' });
      server.forget();
      const found = await volume.find(name, true);
      expect(found).toEqual(written);
      expect(await wholeOf((await volume.read(written.imgAddr))?.body)).toEqual(noise(1000));
      expect(server.calls.map(({ operation, key }) => [operation, key])).toEqual([['GetObject', `house/${name}`]]);
      expect(recorded).toBe(true);
    }
  });

  test('gives at an address only what it stands for, and says with one call that there is nothing', async () => {
    const { volume, server } = await openedVolume();
    const first = await storeNamed(volume, 'a', noise(1000));
    const second = await storeNamed(volume, 'a', noise(1001), first);
    expect(await volume.find('a', false)).toMatchObject({ imgAddr: second.imgAddr });
    expect(await volume.read(first.imgAddr)).toBeUndefined();
    server.forget();
    expect(await volume.find('nothing', true)).toBeUndefined();
    expect(server.calls).toHaveLength(1);
  });

  test('lets one of two creators win, and one of two who replace the same', async () => {
    const { volume, another } = await openedVolume();
    const other = await another();
    const races = async (before: ImageMeta | undefined, length: number) => {
      const both = [volume, other].map((node, index) => storeNamed(node, 'a', noise(length + index), before));
      const ended = await Promise.allSettled(both);
      expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(ended.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: { code: 'precondition-failed' },
      });
      return volume.find('a', false);
    };
    const made = await races(undefined, 100);
    await races(made as ImageMeta, 200);
  });

  test('knows its own write again when the answer was lost, on a new name and on a replaced one', async () => {
    const { volume, server } = await openedVolume();
    server.faults.add({ on: ({ operation }) => operation === 'PutObject', wrong: 'lose-answer', times: 1 });
    const first = await storeNamed(volume, 'a', noise(10));
    server.faults.add({ on: ({ operation }) => operation === 'PutObject', wrong: 'lose-answer', times: 1 });
    const second = await storeNamed(volume, 'a', noise(11), first);
    expect(await volume.find('a', false)).toMatchObject({ imgAddr: second.imgAddr });
    // The same status, but another's object.
    await expect(storeNamed(volume, 'a', noise(12), first)).rejects.toMatchObject({ code: 'precondition-failed' });
  });

  test('tries again after 500, 503, 409 and silence of a connection, and says when that is no use', async () => {
    const { volume, server } = await openedVolume();
    for (const wrong of [{ status: 500 }, { status: 503 }, { status: 409 }, 'lose-answer'] as const) {
      server.faults.add({ on: () => true, wrong, times: 1 });
      const { imgAddr } = await storeNamed(volume, `of ${JSON.stringify(wrong)}`, noise(10));
      server.faults.add({ on: () => true, wrong: wrong === 'lose-answer' ? wrong : { status: 500 }, times: 2 });
      expect(await volume.read(imgAddr)).toBeDefined();
    }
    server.faults.add({ on: () => true, wrong: { status: 503 } });
    await expect(volume.find('a', true)).rejects.toMatchObject({ code: 'storage-unavailable' });
    await expect(storeNamed(volume, 'a', noise(10))).rejects.toMatchObject({ code: 'storage-unavailable' });
  });

  test('goes on where a body broke off, and gives no damaged image whole', async () => {
    const { volume, server } = await openedVolume();
    for (const length of [100_000, 9_000_000]) {
      const { imgAddr } = await storeNamed(volume, `of ${length}`, noise(length));
      server.faults.add({ on: ({ operation }) => operation === 'GetObject', wrong: { truncate: 70_000 }, times: 1 });
      server.forget();
      expect(sha256(await wholeOf((await volume.read(imgAddr))?.body))).toBe(sha256(noise(length)));
      expect(server.calls.map(({ range }) => range)).toEqual([undefined, expect.stringMatching(/^bytes=\d+-\d+$/)]);
      server.faults.add({ on: ({ operation }) => operation === 'GetObject', wrong: 'flip', times: 1 });
      const { imgAddr: other } = await storeNamed(volume, `other of ${length}`, noise(length));
      const read = async () => wholeOf((await volume.read(other))?.body);
      await expect(read()).rejects.toMatchObject({ code: 'damaged-original' });
      expect(await volume.check(other)).toBe('sound');
    }
  });

  test('goes on as often as a body breaks off, as long as it comes on in between', async () => {
    const { volume, server } = await openedVolume();
    const { imgAddr } = await storeNamed(volume, 'a', noise(9_000_000));
    const breaking = (truncate: number, times: number) =>
      server.faults.add({ on: ({ operation }) => operation === 'GetObject', wrong: { truncate }, times });
    breaking(1_500_000, 5);
    expect(sha256(await wholeOf((await volume.read(imgAddr))?.body))).toBe(sha256(noise(9_000_000)));
    breaking(100_000, 10);
    const read = async () => wholeOf((await volume.read(imgAddr))?.body);
    await expect(read()).rejects.toMatchObject({ code: 'storage-unavailable' });
  });

  test('sends what is large in parts, under the same conditions, and leaves none of a refused one', async () => {
    const { volume, server } = await openedVolume();
    const large = noise(17 * 1024 ** 2);
    const first = await storeNamed(volume, 'large', large);
    expect(server.calls.filter(({ operation }) => operation === 'UploadPart')).toHaveLength(3);
    await expect(storeNamed(volume, 'large', large)).rejects.toMatchObject({ code: 'precondition-failed' });
    expect(server.objects.uploads()).toBe(0);
    server.faults.add({
      on: ({ operation }) => operation === 'CompleteMultipartUpload',
      wrong: 'lose-answer',
      times: 1,
    });
    const second = await storeNamed(volume, 'large', large.subarray(1), first);
    expect(sha256(await wholeOf((await volume.read(second.imgAddr))?.body))).toBe(sha256(large.subarray(1)));
  });

  test('whose answer is lost has been overtaken where another server wrote meanwhile, also in parts, and is no failure', async () => {
    const { volume, server } = await openedVolume();
    for (const [operation, bytes] of [
      ['PutObject', noise(100)],
      ['CompleteMultipartUpload', noise(17 * 1024 ** 2)],
    ] as const) {
      const first = await storeNamed(volume, operation, noise(10));
      const on = (call: { operation: string }) => {
        if (call.operation !== operation) return false;
        // When the call has done its work.
        queueMicrotask(() => server.objects.put(`house/${operation}`, Buffer.from('theirs'), {}, {}));
        return true;
      };
      server.faults.add({ on, wrong: 'lose-answer', times: 1 });
      await expect(storeNamed(volume, operation, bytes, first)).rejects.toMatchObject({ code: 'precondition-failed' });
      expect(server.objects.get(`house/${operation}`).bytes.toString()).toBe('theirs');
    }
  });

  test('is not said to be overtaken while the store does not say who wrote', async () => {
    const { volume, server } = await openedVolume();
    server.faults.add({ on: ({ operation }) => operation === 'PutObject', wrong: 'lose-answer', times: 1 });
    server.faults.add({ on: ({ operation }) => operation === 'HeadObject', wrong: { status: 503 } });
    await expect(storeNamed(volume, 'a', noise(10))).rejects.toMatchObject({ code: 'storage-unavailable' });
  });

  test('removes an image although the answer was lost, and leaves what another server has stored since', async () => {
    const { volume, server } = await openedVolume();
    for (const gone of [404, 412] as const) {
      const first = await storeNamed(volume, 'a', noise(10));
      server.faults.add({ on: ({ operation }) => operation === 'DeleteObject', wrong: 'lose-answer', times: 1 });
      if (gone === 412)
        server.faults.add({ on: ({ operation }) => operation === 'DeleteObject', wrong: { status: 412 }, times: 1 });
      await volume.take(first);
      expect(await volume.find('a', false)).toBeUndefined();
    }
    const first = await storeNamed(volume, 'a', noise(10));
    await storeNamed(volume, 'a', noise(11), first);
    await expect(volume.take(first)).rejects.toMatchObject({ code: 'precondition-failed' });
  });

  test('finds out what the store honours, and then never asks for what it does not', async () => {
    const all = await openedVolume();
    expect(all.volume.honoured).toEqual({ writes: 'quoted', parts: true });
    const some = await openedVolume('like-radosgw');
    expect(some.volume.honoured).toEqual({ writes: 'bare', parts: false });
    const small = await storeNamed(some.volume, 'small', noise(10));
    await storeNamed(some.volume, 'small', noise(11), small);
    await expect(storeNamed(some.volume, 'small', noise(12), small)).rejects.toMatchObject({
      code: 'precondition-failed',
    });
    some.server.forget();
    await storeNamed(some.volume, 'large', noise(17 * 1024 ** 2));
    expect(some.server.calls.map(({ operation }) => operation)).toEqual(['PutObject']);
    const none = await openedVolume('no-conditions');
    expect(none.volume.honoured).toEqual({ writes: undefined, parts: false });
    expect(none.server.objects.keys()).toEqual([]);
  });

  test('changes what is known of an image and leaves its bytes, unless it was replaced meanwhile', async () => {
    const { volume } = await openedVolume();
    const first = await storeNamed(volume, 'a', noise(5000));
    const changed = await volume.describe({ ...first, thumbhash: 'BBBB' });
    expect(await volume.find('a', false)).toMatchObject({ thumbhash: 'BBBB', digest: first.digest });
    await storeNamed(volume, 'a', noise(10), changed);
    await expect(volume.describe(changed)).rejects.toMatchObject({ code: 'precondition-failed' });
  });

  test('lists names in pages, in order of their bytes, and nothing that is not an image', async () => {
    const { volume, server } = await openedVolume();
    const names = [' a ', '!', 'a', 'a b', 'a/b', 'ab', 'b&#65;&lt;+c', '\uFFFD', '\u{1F600}'];
    for (const name of names) await storeNamed(volume, name, noise(10));
    for (let index = 0; index < 5; index += 1) {
      server.objects.put(`house//results/${index}`, Buffer.from('x'), {}, {});
    }
    server.objects.put('elsewhere', Buffer.from('x'), {}, {});
    const found: string[] = [];
    for (let after = ''; ; after = found.at(-1) ?? '') {
      const page = await volume.names({ prefix: '', after, limit: 2 });
      found.push(...page.map(({ name }) => name));
      if (page.length < 2) break;
    }
    expect(found).toEqual(names);
    expect((await volume.names({ prefix: 'a', after: 'a', limit: 9 })).map(({ name }) => name)).toEqual(
      names.slice(3, 6),
    );
  });

  test('takes an object that it did not write for no image', async () => {
    const told: unknown[] = [];
    const { volume, server } = await openedVolume('all', (event, fields) => told.push([event, fields]));
    for (const headers of [{}, { 'x-amz-meta-image': 'a cat' }]) {
      server.objects.put('house/alien.jpg', Buffer.from('x'), headers, {});
      expect(await volume.find('alien.jpg', true)).toBeUndefined();
      expect(told.pop()).toEqual(['pvol.foreign', { name: 'alien.jpg' }]);
    }
  });
});
