import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createImageLedger } from '../../../core/database/create-image-ledger.ts';
import { createMemoryDatabase } from '../../../core/database/memory-database.ts';
import type { ImageMeta } from '../../../core/image/image-meta.ts';
import { metaOf } from './meta-of.ts';

const digests = ['a', 'b', 'c'].map((digit) => digit.repeat(64));

function openLedger() {
  const database = createMemoryDatabase();
  return { database, ledger: createImageLedger(database) };
}

describe('the image ledger', () => {
  test('what was put is found whole, replaced and removed', async () => {
    const { ledger } = openLedger();
    expect(await ledger.get('a/b é.jpg')).toBeUndefined();
    const first = metaOf('a/b é.jpg');
    await ledger.put(first);
    expect(await ledger.get('a/b é.jpg')).toEqual(first);
    const second = metaOf('a/b é.jpg', { width: 7, animated: true, frames: 3, ext: 'gif' });
    await ledger.put(second);
    expect(await ledger.remove('a/b é.jpg')).toEqual(second);
    expect(await ledger.remove('a/b é.jpg')).toBeUndefined();
    expect(await ledger.get('a/b é.jpg')).toBeUndefined();
  });

  test('a digest is referenced exactly as long as a name stands for it', async () => {
    const name = fc.constantFrom('x', 'y', 'x:y', ':', 'z');
    const step = fc.record({ isRemoval: fc.boolean(), name, digest: fc.constantFrom(...digests) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { ledger, database } = openLedger();
        const model = new Map<string, ImageMeta>();
        for (const { isRemoval, name, digest } of steps) {
          if (isRemoval) {
            expect(await ledger.remove(name)).toEqual(model.get(name));
            model.delete(name);
          } else {
            model.set(name, metaOf(name, { digest }));
            await ledger.put(metaOf(name, { digest }));
          }
          for (const each of digests) {
            const isUsed = [...model.values()].some((meta) => meta.digest === each);
            expect(await ledger.isReferenced(each)).toBe(isUsed);
          }
        }
        // Two keys an image and nothing left over.
        const rows = await database.scan('image', { prefix: '', after: '', limit: 1000 });
        expect(rows).toHaveLength(model.size * 2);
      }),
    );
  });

  test('racing changes of one name leave no digest behind', async () => {
    const { ledger } = openLedger();
    await Promise.all(digests.map((digest) => ledger.put(metaOf('x', { digest }))));
    await Promise.all([ledger.remove('x'), ...digests.map((digest) => ledger.put(metaOf('x', { digest })))]);
    const left = await ledger.get('x');
    for (const digest of digests) expect(await ledger.isReferenced(digest)).toBe(digest === left?.digest);
  });

  test('a tag is found exactly as long as a name has it, in order of names, page by page', async () => {
    const some = fc.uniqueArray(fc.constantFrom('a', 'b', 'a b', 'é:'), { maxLength: 3 });
    const step = fc.record({
      isRemoval: fc.boolean(),
      name: fc.constantFrom('x', 'x,y', 'y', 'z/1', 'z/2'),
      tags: some,
    });
    const page = fc.record({ prefix: fc.constantFrom('', 'x', 'z/'), limit: fc.integer({ min: 1, max: 3 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), page, async (steps, { prefix, limit }) => {
        const { ledger, database } = openLedger();
        const model = new Map<string, readonly string[]>();
        for (const { isRemoval, name, tags } of steps) {
          if (isRemoval) model.delete(name);
          else model.set(name, tags);
          await (isRemoval ? ledger.remove(name) : ledger.put(metaOf(name, { tags })));
        }
        for (const tag of ['a', 'b', 'a b', 'é:']) {
          const found: string[] = [];
          for (let after: string | undefined = ''; after !== undefined; ) {
            const { images, next } = await ledger.listTagged(tag, { prefix, after, limit });
            found.push(...images.map(({ name }) => name));
            after = next;
          }
          const expected = [...model].filter(([name, tags]) => name.startsWith(prefix) && tags.includes(tag));
          expect(found).toEqual(expected.map(([name]) => name).sort());
        }
        const rows = await database.scan('image', { prefix: 't:', after: '', limit: 1000 });
        expect(rows).toHaveLength([...model.values()].flat().length);
      }),
    );
  });

  test('pages are in order of names, keep to a prefix, and begin behind a name', async () => {
    const { ledger } = openLedger();
    for (const name of ['b/2', 'a', 'b/1', 'c', 'b', 'b/3']) await ledger.put(metaOf(name));
    const names = async (prefix: string, after: string, limit: number) =>
      (await ledger.list({ prefix, after, limit })).map((meta) => meta.name);
    expect(await names('', '', 10)).toEqual(['a', 'b', 'b/1', 'b/2', 'b/3', 'c']);
    expect(await names('b/', '', 2)).toEqual(['b/1', 'b/2']);
    expect(await names('b/', 'b/2', 2)).toEqual(['b/3']);
    expect(await names('', 'b/3', 10)).toEqual(['c']);
    expect(await names('d', '', 10)).toEqual([]);
  });

  const wrong: Partial<Record<keyof ImageMeta, unknown[]>> = {
    name: ['another', '', 1],
    addrType: [3, '0'],
    imgAddr: [''],
    ext: ['exe', 'toString', null],
    byteLength: [0, -1, 1.5, '9', 2 ** 60],
    width: [0, null],
    height: [0.5],
    frames: [0],
    animated: [1, 'true'],
    alpha: [null],
    progressive: [null, 0],
    orientation: [0, 9, '1'],
    digest: ['a'.repeat(63), 'A'.repeat(64)],
    createdAt: [-1, 'yesterday'],
    writtenAt: [Number.NaN],
    changedAt: [-1],
    thumbhash: [7],
    dominantColor: ['red', '#12345', 7],
    private: [0, null],
    tags: ['a', [''], [1]],
    metadata: [{ a: 1 }, 'a', null],
  };

  // Not in rows of earlier releases, and what those rows say then.
  const laterFields: Partial<ImageMeta> = {
    ...{ progressive: false, dominantColor: '', private: false, tags: [], metadata: {} },
    changedAt: metaOf('x').writtenAt,
  };

  test('a row of which any field is missing or wrong is refused', async () => {
    const { ledger, database } = openLedger();
    const meta = metaOf('x');
    expect(Object.keys(wrong)).toEqual(Object.keys(meta));
    for (const [field, values] of Object.entries(wrong)) {
      for (const value of [...(field in laterFields ? [] : [undefined]), ...values]) {
        await write(JSON.stringify({ ...meta, [field]: value }));
        const failure = { name: 'Failure', code: 'internal' };
        await expect(ledger.get('x'), `${field} ${value}`).rejects.toMatchObject(failure);
        await expect(ledger.list({ prefix: '', after: '', limit: 9 })).rejects.toMatchObject(failure);
      }
    }
    for (const text of ['', 'null', '7', '[]', '{', '"x"']) {
      await write(text);
      await expect(ledger.get('x')).rejects.toMatchObject({ name: 'Failure', code: 'internal' });
    }
    await write(JSON.stringify({ ...meta, ofALaterRelease: 1 }));
    expect(await ledger.get('x')).toEqual(meta);
    const absent = Object.fromEntries(Object.keys(laterFields).map((field) => [field, undefined]));
    await write(JSON.stringify({ ...meta, ...absent }));
    expect(await ledger.get('x')).toEqual({ ...meta, ...laterFields });

    function write(value: string) {
      return database.commit([{ space: 'image', key: 'n:x', value }]);
    }
  });
});
