import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockBytes, blockClass } from '../../../../adapters/volumes/segments/block-class.ts';
import { createEntryIndex } from '../../../../adapters/volumes/segments/entry-index.ts';
import { layoutOf, unitBytes } from '../../../../adapters/volumes/segments/layout.ts';

test('a class of block holds what was asked for, and at most 1/32 and a unit more', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 19 * unitBytes }), (bytes) => {
      const size = blockClass(bytes);
      expect(size).toBeGreaterThan(0);
      expect(size).toBeLessThan(512);
      expect(blockBytes(size)).toBeGreaterThanOrEqual(bytes);
      expect(blockBytes(size)).toBeLessThan(bytes * (1 + 1 / 32) + unitBytes);
    }),
  );
  expect(blockClass(2 ** 19 * unitBytes)).toBe(480);
});

test('segments never add up to more than the capacity, and blocks can be addressed in 32 bits', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 2 ** 42, noNaN: true }).map(Math.floor), (capacityBytes) => {
      const { segmentBytes, segments, largestBlockBytes } = layoutOf(capacityBytes);
      expect(segmentBytes * segments).toBeLessThanOrEqual(Math.min(capacityBytes, 2 ** 32 * unitBytes));
      expect(segmentBytes % unitBytes).toBe(0);
      expect(segments).toBeLessThanOrEqual(300);
      expect(largestBlockBytes).toBeLessThanOrEqual(2 ** 19 * unitBytes);
      if (capacityBytes >= 16_384) expect(segments).toBeGreaterThanOrEqual(4);
    }),
  );
  expect(layoutOf(2 ** 30)).toMatchObject({ segmentBytes: 64 * 2 ** 20, segments: 16 });
});

test('the index finds what a Map finds, in any order of puts and drops, with hashes that crowd together', () => {
  // Few different upper bits: long runs of neighbours, also across the end of the table.
  const hash = fc
    .tuple(fc.constantFrom(0, 1, 0x7fff, 0xfffe, 0xffff), fc.integer({ min: 0, max: 60 }))
    .map(([upper, lower]) => upper * 65_536 + lower);
  const step = fc.record({ hash, isPut: fc.boolean(), location: fc.nat(2 ** 31), group: fc.nat(3) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 600, size: 'max' }), (steps) => {
      const index = createEntryIndex();
      const model = new Map<number, { location: number; group: number }>();
      for (const { hash, isPut, location, group } of steps) {
        if (isPut) index.put(hash, location, 5, group);
        else index.drop(hash);
        if (isPut) model.set(hash, { location, group });
        else model.delete(hash);
      }
      expect(index.count).toBe(model.size);
      expect(index.used()).toBe(model.size * (5 * unitBytes + 96));
      for (const { hash } of steps) expect(index.find(hash)?.location).toBe(model.get(hash)?.location);
      for (let group = 0; group < 4; group += 1) {
        const expected = [...model].filter(([, entry]) => entry.group === group).map(([hash]) => hash);
        expect(index.ofGroups([group]).map((place) => place.hash)).toEqual(expect.arrayContaining(expected));
        expect(index.ofGroups([group])).toHaveLength(expected.length);
      }
    }),
  );
});

test('an entry takes at most 16 bytes of RAM, at every count from a thousand to a million', () => {
  const index = createEntryIndex();
  let most = 0;
  for (let count = 1; count <= 1_000_000; count += 1) {
    index.put(Math.imul(count, 0x9e3779b1) >>> 0, count, 80, count);
    if (count >= 1_000) most = Math.max(most, index.tableBytes() / count);
  }
  expect(index.count).toBe(1_000_000);
  console.info(`at most ${most.toFixed(1)} bytes an entry`);
  expect(most).toBeLessThanOrEqual(16);
});

test('what was read says so until it is put again', () => {
  const index = createEntryIndex();
  index.put(7, 1, 1, 1);
  expect(index.find(7)?.visited).toBe(false);
  index.touch(7);
  expect(index.find(7)?.visited).toBe(true);
  expect(index.ofGroups([1])).toHaveLength(1);
  index.put(7, 2, 1, 1);
  expect(index.find(7)).toMatchObject({ location: 2, visited: false });
  index.touch(8);
  expect(index.has(8)).toBe(false);
});
