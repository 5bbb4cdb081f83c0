// Results in R2, as they run inside workerd.
import { describe, expect, test } from 'vitest';
import { resultsIn } from '../../../../adapters/volumes/r2/results-in.ts';
import { createMemoryVolume, createResults, type Entry } from '../../../../core/index.ts';
import { noise } from '../../../support/bytes.ts';
import { openedBucket } from './opened-volume.ts';

function entryOf(key: string, group = 'group'): Entry {
  return { key, group, ext: 'webp', bytes: noise(1000) };
}

export function resultsSuite(): void {
  describe('results in R2', () => {
    test('are written once, read by another isolate, a miss where they are damaged, and go with their source', async () => {
      const { calls, layout, asked, faults, real } = openedBucket();
      const told: string[] = [];
      const eVol = () => createMemoryVolume({ capacityBytes: 1e6 });
      const isolate = () =>
        createResults({ objects: resultsIn(calls), layout, eVol: eVol(), tell: (event) => told.push(event) });
      const [a, b] = [isolate(), isolate()];
      for (let again = 0; again < 3; again += 1) await a.offer(entryOf('k'));
      await a.offer(entryOf('other', 'stays'));
      await a.settled();
      expect(asked.filter(({ operation }) => operation === 'put')).toHaveLength(2);
      expect(await b.read('k', 'stays')).toBeUndefined();
      for (const wrong of ['flip', 'trouble', 'lose-answer'] as const) {
        faults.push({ on: 'get', wrong, times: 1 });
        expect(await b.read('k', 'group')).toBeUndefined();
      }
      expect(told).toEqual(['results.unread', 'results.unread', 'results.unread']);
      expect(await b.read('k', 'group')).toEqual(entryOf('k'));
      expect(await a.removeGroups(['group'])).toBe(2);
      const left = (await real.list({ prefix: layout.aside })).objects;
      expect(left.map(({ key }: { key: string }) => key)).toEqual([`${layout.aside}results/stays/other`]);
    });
  });
}
