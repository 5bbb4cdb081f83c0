// A slice of the fuzz. The long form: IMG_TEST_FUZZ=100000 npm run unit -- test/threats/fuzz.test.ts
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bearer, openHouse } from '../core/dispatcher/house.ts';
import { drawPicture } from '../core/dispatcher/pictures.ts';
import { oddRequests } from './odd-requests.ts';
import { watchedDisk } from './watched-disk.ts';

const runs = Number(process.env.IMG_TEST_FUZZ ?? 3000);
const seed = Number(process.env.IMG_TEST_SEED ?? Date.now() % 1_000_000);

// What pVol makes: images by digest, what was dropped of them, and uploads on their way by 122 random bits.
const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const byDigest = '([0-9a-f]{2})(?:/([0-9a-f]{2})(?:/\\1\\2[0-9a-f]{60})?)?';
const ours = new RegExp(`^(?:|${byDigest}|staging(?:/${uuid})?|dropped(?:/\\d+(?:/[0-9a-f]{64})?)?)$`);

it('T-13: of odd targets and keys none is answered as our fault, and every file touched has a name of ours', async () => {
  const { disk, paths } = watchedDisk();
  const read = new Set<string>();
  const house = await openHouse({
    disk,
    engine: (engine) => ({
      ...engine,
      probe(source, signal) {
        if (source.path !== undefined) read.add(source.path);
        return engine.probe(source, signal);
      },
      render(task, signal) {
        for (const { path } of [task.source, ...(task.images ?? []).map(({ source }) => source)]) {
          if (path !== undefined) read.add(path);
        }
        return engine.render(task, signal);
      },
    }),
  });
  const pictures = await Promise.all(
    Array.from({ length: 64 }, (_, seed) => drawPicture('png', { width: 8, height: 6, seed })),
  );
  await house.put('known.jpg', pictures[0] as Uint8Array<ArrayBuffer>);
  const statuses = new Map<number, number>();
  const property = fc.asyncProperty(oddRequests, async ({ method, target, headers, body }) => {
    const answer = await house.ask(method, target, {
      headers: { ...headers, ...(method === 'GET' ? {} : bearer) },
      ...(body !== undefined && { body: body === 'picture' ? pictures[target.length % pictures.length] : body }),
    });
    await answer.arrayBuffer();
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    expect(answer.status, `${method} ${target}`).toBeLessThan(500);
  });
  await fc.assert(property, { numRuns: runs, seed });
  const touched = [...paths, ...read].map((path) => relative(house.folder, path));
  expect(touched.filter((path) => !ours.test(path))).toEqual([]);
  expect(house.told.filter(({ event }) => event === 'dispatcher.fail')).toEqual([]);
  // It was no use if nothing came through.
  const counts = Object.fromEntries([...statuses].sort(([a], [b]) => a - b));
  for (const status of [200, 400, 404]) expect(statuses.get(status)).toBeGreaterThan(0);
  console.info(
    `T-13: seed ${seed}, ${runs} requests, ${touched.length} paths touched, statuses ${JSON.stringify(counts)}`,
  );
  expect(ours.test(join('..', 'token'))).toBe(false);
}, 1_800_000);
