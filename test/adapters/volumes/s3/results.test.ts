import { DeleteObjectsCommand } from '@aws-sdk/client-s3';
import { describe, expect, test, vi } from 'vitest';
import type { Calls } from '../../../../adapters/volumes/s3/calls.ts';
import { resultsIn } from '../../../../adapters/volumes/s3/results-in.ts';
import { createMemoryVolume, createResults, type Entry, layoutOf } from '../../../../core/index.ts';
import { noise } from '../../../support/bytes.ts';
import { openedCalls } from './opened-volume.ts';

function entryOf(key: string, group = 'group', seed = 1): Entry {
  return { key, group, ext: 'webp', bytes: noise(1000, seed) };
}

async function opened(through: (calls: Calls) => Calls = (calls) => calls) {
  const { server, calls: direct } = await openedCalls();
  const calls = through(direct);
  const told: string[] = [];
  const node = () =>
    createResults({
      ...{ objects: resultsIn(calls), layout: layoutOf('house'), eVol: createMemoryVolume({ capacityBytes: 1e6 }) },
      tell: (event) => told.push(event),
    });
  const kept = () => server.objects.keys();
  const isKept = (count: number) => vi.waitFor(() => expect(kept()).toHaveLength(count), 5000);
  return { server, node, told, kept, isKept };
}

describe('results in a bucket', () => {
  test('are written once, and read by another node that has none, if it says whose they are', async () => {
    const { server, node, kept, isKept } = await opened();
    const [a, b] = [node(), node()];
    for (let again = 0; again < 3; again += 1) await a.offer(entryOf('k'));
    await isKept(1);
    expect(kept()).toEqual(['house//results/group/k']);
    expect(server.calls).toHaveLength(1);
    expect(await b.read('k')).toBeUndefined();
    expect(await b.read('k', 'other')).toBeUndefined();
    expect(await b.read('k', 'group')).toEqual(entryOf('k'));
    await b.offer(entryOf('k'));
    expect(server.calls.filter(({ operation }) => operation === 'PutObject')).toHaveLength(1);
  });

  test('are there when they are settled, for who will not run on', async () => {
    const { node, kept } = await opened();
    const a = node();
    await a.offer(entryOf('k'));
    await a.settled();
    expect(kept()).toEqual(['house//results/group/k']);
  });

  test('are not asked for where eVol has them', async () => {
    const { server, node, isKept } = await opened();
    const a = node();
    await a.offer(entryOf('k'));
    await isKept(1);
    server.forget();
    expect(await a.read('k', 'group')).toEqual(entryOf('k'));
    expect(server.calls).toEqual([]);
  });

  test('go with their source, page by page, also those on their way, and no others', async () => {
    const { server, node, kept } = await opened();
    for (let index = 0; index < 1500; index += 1) {
      server.objects.put(`house//results/gone/${index}`, Buffer.from('x'), {}, {});
    }
    const a = node();
    await a.offer(entryOf('late', 'gone'));
    await a.offer(entryOf('k', 'stays'));
    await a.removeGroups(['gone']);
    expect(kept()).toEqual(['house//results/stays/k']);
    await a.offer(entryOf('late', 'gone'));
    await vi.waitFor(() => expect(kept()).toContain('house//results/gone/late'), 5000);
  });

  test('that the bucket does not let go are told of, and not listed for ever', async () => {
    // S3 refuses keys one by one, in an answer that says 200.
    const keeping = (calls: Calls): Calls => ({
      ...calls,
      send: (attempt, patience) =>
        calls.send((client, signal) => {
          const send = client.send.bind(client) as (command: unknown, options: object) => Promise<unknown>;
          const refusing = async (command: unknown, options: object) =>
            command instanceof DeleteObjectsCommand ? { Errors: [{ Code: 'AccessDenied' }] } : send(command, options);
          return attempt(Object.assign(Object.create(client), { send: refusing }), signal);
        }, patience),
    });
    const { server, node, told, kept } = await opened(keeping);
    for (let index = 0; index < 1000; index += 1) {
      server.objects.put(`house//results/kept/${index}`, Buffer.from('x'), {}, {});
    }
    expect(await node().removeGroups(['kept'])).toBe(0);
    expect(told).toEqual(['results.litter']);
    expect(kept()).toHaveLength(1000);
  });

  test('that are damaged, cut off or not to be had are a miss, and one that was not written is told', async () => {
    const { server, node, told, isKept } = await opened();
    const [a, b] = [node(), node()];
    await a.offer(entryOf('k'));
    await isKept(1);
    for (const wrong of ['flip', { truncate: 10 }, { status: 500 }, 'stall'] as const) {
      server.faults.add({ on: () => true, wrong, times: 1 });
      expect(await b.read('k', 'group')).toBeUndefined();
    }
    expect(told).toEqual(Array.from({ length: 4 }, () => 'results.unread'));
    expect(await b.read('k', 'group')).toEqual(entryOf('k'));
    server.faults.add({ on: () => true, wrong: { status: 503 } });
    await a.offer(entryOf('other'));
    await vi.waitFor(() => expect(told.at(-1)).toBe('results.unwritten'), 5000);
    server.faults.clear();
    await a.offer(entryOf('other'));
    await isKept(2);
  });

  test('copies of sources elsewhere are not kept in it', async () => {
    const { node, kept } = await opened();
    const a = node();
    await a.offer({ ...entryOf('k'), ext: 'source' });
    await a.removeGroups(['nothing']);
    expect(kept()).toEqual([]);
  });
});
