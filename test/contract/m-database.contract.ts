// What every MDatabase has to keep.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MDatabase } from '../../core/database/m-database.ts';
import { type Ext, formats } from '../../core/image/format.ts';
import type { ImageRecord } from '../../core/image/image-meta.ts';
import type { Orientation } from '../../core/image/shape.ts';

const side = fc.oneof(fc.integer({ min: 1, max: 65_535 }), fc.constantFrom(1, 65_535));

/** Any record that the house can make, and some that no compact form has room for. */
export const someRecord: fc.Arbitrary<ImageRecord> = fc.record({
  ext: fc.constantFrom(...(Object.keys(formats) as Ext[])),
  width: fc.oneof(side, fc.integer({ min: 1, max: 2 ** 31 - 1 })),
  height: fc.oneof(side, fc.integer({ min: 1, max: 2 ** 31 - 1 })),
  orientation: fc.integer({ min: 1, max: 8 }) as fc.Arbitrary<Orientation>,
  animated: fc.boolean(),
  alpha: fc.boolean(),
  progressive: fc.boolean(),
  byteLength: fc.oneof(fc.integer({ min: 1, max: 2 ** 32 - 1 }), fc.constantFrom(2 ** 32, 2 ** 40)),
  version: fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 20, maxLength: 20 }),
  writtenAt: fc.integer({ min: 0, max: 5_000_000_000 }).map((seconds) => seconds * 1000),
  private: fc.boolean(),
});

// Names that a careless table would mix up or trip over.
const awkward = [
  'a',
  'A',
  'a ',
  'a/b',
  'é',
  'é'.normalize('NFD'),
  '😀',
  '__proto__',
  'constructor',
  '0',
  'x'.repeat(512),
];
const someName = fc.oneof(fc.constantFrom(...awkward), fc.integer({ min: 0, max: 40 }).map(String));

export function mDatabaseContract(name: string, create: () => MDatabase): void {
  describe(`${name} as mDatabase`, () => {
    test('a name that was never put is unknown', () => {
      const database = create();
      for (const each of awkward) expect(database.lookup(each)).toBeUndefined();
      expect(database.remove('a')).toBe(false);
      expect(database.size).toBe(0);
    });

    test('in any sequence of calls it answers like a plain table', () => {
      const step = fc.record({ isRemoval: fc.boolean(), name: someName, record: someRecord });
      fc.assert(
        fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
          const database = create();
          const model = new Map<string, ImageRecord>();
          for (const { isRemoval, name, record } of steps) {
            if (isRemoval) {
              expect(database.remove(name)).toBe(model.delete(name));
            } else {
              database.put(name, record, !model.has(name));
              model.set(name, record);
            }
            expect(database.lookup(name)).toEqual(model.get(name));
            expect(database.size).toBe(model.size);
          }
          for (const [name, record] of model) expect(database.lookup(name)).toEqual(record);
        }),
        { numRuns: 100 },
      );
    });

    test('twenty thousand images are kept apart', () => {
      const database = create();
      const [record] = fc.sample(someRecord, { numRuns: 1, seed: 1 });
      if (record === undefined) throw new Error('no record was made');
      for (let index = 1; index <= 20_000; index += 1) {
        database.put(`n${index}`, { ...record, byteLength: index }, true);
      }
      for (let index = 2; index <= 20_000; index += 2) database.remove(`n${index}`);
      expect(database.size).toBe(10_000);
      for (let index = 1; index <= 20_000; index += 1) {
        expect(database.lookup(`n${index}`)?.byteLength).toBe(index % 2 === 0 ? undefined : index);
      }
    });
  });
}
