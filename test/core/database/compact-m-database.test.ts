import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CompactMDatabase, createMDatabase } from '../../../core/database/compact-m-database.ts';
import { createNameHash } from '../../../core/database/name-hash.ts';
import type { ShardCopy } from '../../../core/database/record-shard.ts';
import { type ImageRecord, recordOf } from '../../../core/image/image-meta.ts';
import { mDatabaseContract, someRecord } from '../../contract/m-database.contract.ts';
import { metaOf } from './meta-of.ts';
import { weakHash } from './weak-hash.ts';

const record = recordOf(metaOf('any'));

function fill(database: CompactMDatabase, shard: number, { records, slots }: ShardCopy): void {
  const room = database.makeRoom(shard, records.length / 8, slots.length);
  if (room === undefined) throw new Error('Expected room in an empty shard.');
  for (const [pieces, words] of [
    [room.records, records],
    [room.slots, slots],
  ] as const) {
    let at = 0;
    for (const piece of pieces) {
      piece.set(words.subarray(at, at + piece.length));
      at += piece.length;
    }
    expect(at).toBe(words.length);
  }
  if (slots.length === 0) database.indexShard(shard);
}

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

// Freed buffers leave the count some time after the collection that found them.
async function arrayBytes(before = Number.NaN): Promise<number> {
  collect();
  await setTimeout(20);
  const { arrayBuffers } = process.memoryUsage();
  return arrayBuffers === before ? before : arrayBytes(arrayBuffers);
}

mDatabaseContract('the compact one', createMDatabase);

describe('the compact mDatabase', () => {
  test.each([1, 2, 7])('with %i hashes for all names, every name that was put has its own record', (kinds) => {
    const name = fc.integer({ min: 0, max: 12 }).map(String);
    const step = fc.record({ isRemoval: fc.boolean(), name, record: someRecord });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const database = createMDatabase(weakHash(kinds));
        const model = new Map<string, ImageRecord>();
        for (const { isRemoval, name, record } of steps) {
          if (!isRemoval) {
            database.put(name, record, !model.has(name));
            model.set(name, record);
          } else if (model.delete(name)) {
            expect(database.remove(name)).toBe(true);
          }
          for (const [name, record] of model) expect(database.lookup(name)).toEqual(record);
          expect(database.size).toBe(model.size);
        }
      }),
    );
  });

  test('a name that collides is kept beside, and what it collides with can go without it', () => {
    const database = createMDatabase(weakHash(1));
    const [a, b, c] = [{ ...record, byteLength: 1 }, { ...record, byteLength: 2 }, record] as const;
    database.put('a', a, true);
    database.put('b', b, true);
    expect([...database.beside.keys()]).toEqual(['b']);
    expect(database.remove('a')).toBe(true);
    expect([database.lookup('b'), database.lookup('a')]).toEqual([b, undefined]);
    database.put('c', c, true);
    database.put('b', a, false);
    expect([database.lookup('b'), database.lookup('c'), database.size]).toEqual([a, c, 2]);
  });

  test('the control: who says "known" of a new name that collides overwrites the other', () => {
    const database = createMDatabase(weakHash(1));
    database.put('a', record, true);
    database.put('b', { ...record, width: 7 }, false);
    expect(database.lookup('a')?.width).toBe(7);
  });

  test('a record that grows out of its words and back again is one image', () => {
    const database = createMDatabase();
    for (const width of [65_535, 65_536, 1, 100_000]) {
      database.put('panorama', { ...record, width }, width === 65_535);
      expect(database.lookup('panorama')?.width).toBe(width);
      expect(database.size).toBe(1);
      expect(database.beside.size).toBe(width > 65_535 ? 1 : 0);
    }
    expect(database.remove('panorama')).toBe(true);
    expect(database.lookup('panorama')).toBeUndefined();
  });

  test('deleting and adding half of 60,000 images ten times takes no more memory', async () => {
    const before = await arrayBytes();
    const database = createMDatabase();
    const images = 60_000;
    for (let index = 0; index < images; index += 1) database.put(`n${index}`, record, true);
    const filled = (await arrayBytes()) - before;
    for (let round = 0; round < 10; round += 1) {
      const first = round * (images / 2);
      for (let index = first; index < first + images / 2; index += 1) {
        database.remove(`n${index}`);
        database.put(`n${index + images}`, record, true);
      }
    }
    expect(database.size).toBe(images);
    expect(database.lookup(`n${6 * images - 1}`)).toEqual(record);
    expect(filled).toBeGreaterThan(images * 32);
    expect((await arrayBytes()) - before).toBeLessThan(filled * 1.05);
  });

  test('a copy of shards with voids is found whole in another one, and goes on growing and shrinking there', () => {
    const hash = createNameHash(new Uint8Array(16));
    const database = createMDatabase(hash);
    // Enough for tables that are worth to be copied, over several chunks of records.
    const images = 360_000;
    for (let index = 0; index < images; index += 1)
      database.put(`n${index}`, { ...record, byteLength: index + 1 }, true);
    for (let index = 0; index < images; index += 20) database.remove(`n${index}`);
    const copy = createMDatabase(hash);
    for (let shard = 0; shard < database.shardCount; shard += 1) {
      const taken = database.copyShard(shard);
      expect(taken.slots.length).toBeGreaterThan(0);
      fill(copy, shard, taken);
    }
    expect(copy.size).toBe(database.size);
    for (let index = 0; index < images; index += 20) copy.put(`n${index}`, record, true);
    for (let index = 0; index < images; index += 30) copy.remove(`n${index}`);
    for (let index = 0; index < images; index += 1) {
      const length = index % 30 === 0 ? undefined : index % 20 === 0 ? record.byteLength : index + 1;
      if (copy.lookup(`n${index}`)?.byteLength !== length)
        throw new Error(`Expected n${index} to have ${length} bytes.`);
    }
  });

  test('changes hold each thing once, as it is now, and repeating them twice ends the same', () => {
    const database = createMDatabase();
    database.put('before', record, true);
    database.takeChanges();
    database.put('a', record, true);
    database.put('a', { ...record, width: 2 }, false);
    database.put('wide', { ...record, width: 1e6 }, true);
    database.put('gone', record, true);
    database.remove('gone');
    database.remove('before');
    const changes = database.takeChanges();
    expect(database.takeChanges()).toEqual({ words: new Uint32Array(), beside: new Map() });

    const copy = createMDatabase();
    for (let shard = 0; shard < database.shardCount; shard += 1) fill(copy, shard, database.copyShard(shard));
    copy.applyChanges(changes);
    copy.applyChanges(changes);
    expect(copy.size).toBe(2);
    for (let shard = 0; shard < database.shardCount; shard += 1) {
      expect(copy.copyShard(shard)).toEqual(database.copyShard(shard));
    }
    expect(copy.beside).toEqual(database.beside);
  });
});
