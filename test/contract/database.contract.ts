// What every Database has to keep.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Change, Database, Space } from '../../core/database/database.ts';

const encoder = new TextEncoder();

// Characters around which the orders of UTF-8 and of UTF-16 differ, a separator, NUL, and both ends of the code space.
const character = fc.constantFrom('\0', 'a', 'b', '/', '%', '_', 'é', '\ud7ff', '\ue000', '\uff5e', '😀', '\u{10ffff}');
const someKey = fc.string({ unit: character, minLength: 1, maxLength: 4 });
const someText = fc.string({ unit: character, maxLength: 2 });

function put(key: string, value = '1', space: Space = 'image'): Change {
  return { space, key, value };
}

function removal(key: string, space: Space = 'image'): Change {
  return { space, key, value: undefined };
}

/** `open` gives an empty database of the running test's own. */
export function databaseContract(name: string, open: () => Promise<Database>): void {
  describe(`${name} as a database`, () => {
    test('a committed value is found, replaced and removed', async () => {
      const database = await open();
      expect(await database.get('image', 'key')).toBeUndefined();
      await database.commit([put('key', '{"a":1}')]);
      expect(await database.get('image', 'key')).toBe('{"a":1}');
      await database.commit([put('key', '"é😀"')]);
      expect(await database.get('image', 'key')).toBe('"é😀"');
      await database.commit([removal('key'), removal('never there')]);
      expect(await database.get('image', 'key')).toBeUndefined();
    });

    test('the spaces do not see each other', async () => {
      const database = await open();
      await database.commit([put('key', '1', 'image'), put('key', '2', 'config'), put('key', '3', 'cache')]);
      await database.commit([removal('key', 'config')]);
      expect(await database.get('image', 'key')).toBe('1');
      expect(await database.get('config', 'key')).toBeUndefined();
      expect(await database.scan('cache', { prefix: '', after: '', limit: 9 })).toEqual([{ key: 'key', value: '3' }]);
    });

    test('of several changes of one key in a commit the last one counts', async () => {
      const database = await open();
      await database.commit([put('a', '1'), removal('a'), put('a', '2'), put('b', '1'), removal('b')]);
      expect(await database.get('image', 'a')).toBe('2');
      expect(await database.get('image', 'b')).toBeUndefined();
    });

    test('a commit of which one change cannot be made leaves all of them unmade', async () => {
      const database = await open();
      await database.commit([put('old', '1')]);
      const bad = { space: 'nowhere' as Space, key: 'bad', value: '1' };
      await expect(database.commit([put('new', '1'), removal('old'), bad])).rejects.toThrow();
      expect(await database.get('image', 'new')).toBeUndefined();
      expect(await database.get('image', 'old')).toBe('1');
    });

    test('commits that come at once are all made', async () => {
      const database = await open();
      await Promise.all(Array.from({ length: 100 }, (_, index) => database.commit([put(`key ${index}`)])));
      expect(await database.scan('image', { prefix: 'key ', after: '', limit: 1000 })).toHaveLength(100);
    });

    test('commits are seen in the order of their calls', async () => {
      const database = await open();
      const seen = Array.from({ length: 20 }, async (_, index) => {
        await database.commit([put(`${100 + index}`, '1', 'journal')]);
        return (await database.scan('journal', { prefix: '', after: '', limit: 99 })).map(({ key }) => key);
      });
      for (const [index, keys] of (await Promise.all(seen)).entries()) {
        const earlier = Array.from({ length: index + 1 }, (_, at) => `${100 + at}`);
        expect(keys.slice(0, index + 1)).toEqual(earlier);
      }
    });

    test('a scan gives exactly the keys of a prefix behind a key, in order of their UTF-8 bytes', async () => {
      const keys = fc.uniqueArray(someKey, { minLength: 8, maxLength: 40 });
      const limit = fc.integer({ min: 1, max: 12 });
      const database = await open();
      let before: readonly string[] = [];
      await fc.assert(
        fc.asyncProperty(keys, someText, someText, limit, async (all, prefix, after, limit) => {
          const removals = before.map((key) => removal(key));
          await database.commit([...removals, ...all.map((key) => put(key, JSON.stringify(key)))]);
          before = all;
          const expected = all
            .filter((key) => key.startsWith(prefix) && compareBytes(key, after) > 0)
            .sort(compareBytes)
            .slice(0, limit)
            .map((key) => ({ key, value: JSON.stringify(key) }));
          expect(await database.scan('image', { prefix, after, limit })).toEqual(expected);
        }),
        { numRuns: 60 },
      );
    });

    test('pages joined together are the whole, also while keys come and go', async () => {
      const database = await open();
      await database.commit(Array.from({ length: 250 }, (_, index) => put(`p/${1000 + index}`)));
      const found: string[] = [];
      for (let after = ''; ; ) {
        const rows = await database.scan('image', { prefix: 'p/', after, limit: 20 });
        found.push(...rows.map(({ key }) => key));
        after = rows.at(-1)?.key ?? '';
        if (rows.length < 20) break;
        await database.commit([removal(after), put(`p/0${found.length}`), put(`q/${found.length}`)]);
      }
      expect(found).toEqual(Array.from({ length: 250 }, (_, index) => `p/${1000 + index}`));
    });

    test('a closed database answers nothing, and may be closed again', async () => {
      const database = await open();
      await database.commit([put('key')]);
      await database.close();
      await database.close();
      await expect(database.get('image', 'key')).rejects.toMatchObject({ name: 'Failure', code: 'internal' });
      await expect(database.commit([put('key')])).rejects.toMatchObject({ name: 'Failure', code: 'internal' });
    });
  });
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(encoder.encode(a), encoder.encode(b));
}
