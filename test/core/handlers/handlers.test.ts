import { beforeAll, describe, expect, test } from 'vitest';
import { createMDatabase } from '../../../core/database/compact-m-database.ts';
import { createMayKeep, createMVolImgWrite } from '../../../core/handlers/m-vol-img.ts';
import { createPurges } from '../../../core/handlers/purges.ts';
import { createMemoryVolume, Failure } from '../../../core/index.ts';
import { bearer, openHouse } from '../dispatcher/house.ts';
import { drawPicture } from '../dispatcher/pictures.ts';

let photo: Uint8Array<ArrayBuffer>;
let other: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await drawPicture('jpg');
  other = await drawPicture('png');
});

describe('an upload that fails', () => {
  test('at the commit shows nothing and leaves nothing', async () => {
    const house = await openHouse({
      pVol: (pVol) => ({
        ...pVol,
        stage: async (bytes, limits) => ({
          ...(await pVol.stage(bytes, limits)),
          commit: () => Promise.reject(new Failure('storage-full', 'There is no room left.')),
        }),
      }),
    });
    expect((await house.put('a', photo)).status).toBe(507);
    expect((await house.get('/original/a')).status).toBe(404);
    expect((await house.get('/img/_/a')).status).toBe(404);
    expect(house.count.open).toBe(0);
    expect(await house.stored()).toEqual([]);
  });

  test('at its record is not acknowledged, and what the name stood for before still stands', async () => {
    let failing = false;
    const house = await openHouse({
      ledger: (ledger) => ({
        ...ledger,
        put: (meta) => (failing ? Promise.reject(new Error('disk I/O error')) : ledger.put(meta)),
      }),
    });
    await house.put('a', photo);
    failing = true;
    expect((await house.put('a', other)).status).toBe(500);
    expect(await (await house.get('/original/a')).bytes()).toEqual(photo);
    expect((await house.get('/img/w=8/a')).status).toBe(200);
    expect(house.told.map(({ event }) => event)).toEqual(['dispatcher.fail']);
  });

  test('at the probe leaves the other images alone', async () => {
    const house = await openHouse();
    await house.put('a', photo);
    expect((await house.put('a', photo.slice(0, 3000))).status).toBe(422);
    expect(await (await house.get('/original/a')).bytes()).toEqual(photo);
    expect(await house.stored()).toHaveLength(1);
  });
});

test('a replace is acknowledged although the old bytes could not be dropped, and the litter is told', async () => {
  const house = await openHouse({
    pVol: (pVol) => ({ ...pVol, drop: () => Promise.reject(new Error('read-only file system')) }),
  });
  await house.put('a', photo);
  expect((await house.put('a', other)).status).toBe(200);
  expect(house.told).toMatchObject([{ event: 'volume.litter', fields: { imgAddr: expect.any(String) } }]);
  expect(await (await house.get('/original/a')).bytes()).toEqual(other);
});

test.each([
  ['', 204],
  ['?erase=true', 500],
])('a delete%s whose bytes could not be taken away is %i, and the name is gone', async (query, status) => {
  const refuse = () => Promise.reject(new Error('read-only file system'));
  const house = await openHouse({ pVol: (pVol) => ({ ...pVol, drop: refuse, remove: refuse }) });
  await house.put('a', photo);
  expect((await house.ask('DELETE', `/api/images/a${query}`, { headers: bearer })).status).toBe(status);
  expect(house.told.map(({ event }) => event)).toEqual([status === 204 ? 'volume.litter' : 'dispatcher.fail']);
  expect((await house.get('/original/a')).status).toBe(404);
  expect((await house.get('/img/_/a')).status).toBe(404);
});

test('the engine is told what is dear, and that looks at uploads are, so that it can let other work go first', async () => {
  const seen: unknown[] = [];
  const house = await openHouse({
    engine: (engine) => ({
      ...engine,
      probe(source, signal, dear) {
        seen.push(['probe', dear]);
        return engine.probe(source, signal, dear);
      },
      render(task, signal) {
        seen.push([task.encode.ext, task.dear]);
        return engine.render(task, signal);
      },
    }),
  });
  await house.put('a', photo);
  for (const format of ['jpg', 'avif']) await house.get(`/img/w=8,f=${format}/a`);
  expect(seen).toEqual([
    ['probe', true],
    ['jpg', false],
    ['avif', true],
  ]);
});

test('probes and renders share one gate', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const house = await openHouse({
    gate: { slots: 1, queue: 0 },
    engine: (engine) => ({
      ...engine,
      render: async (task, signal) => {
        await promise;
        return engine.render(task, signal);
      },
    }),
  });
  await house.put('a', photo);
  const rendering = house.get('/img/w=8/a');
  while (house.count.renders === 0) await new Promise((later) => setTimeout(later, 1));
  expect((await house.put('b', other)).status).toBe(503);
  expect(house.count.open).toBe(0);
  resolve();
  expect((await rendering).status).toBe(200);
});

test('a volume without local files is rendered from its bytes', async () => {
  const house = await openHouse({
    pVol: (pVol) => ({
      ...pVol,
      locate: () => undefined,
      stage: async (bytes, limits) => {
        const { path: _, ...staged } = await pVol.stage(bytes, limits);
        return staged;
      },
    }),
  });
  expect((await house.put('a', photo)).status).toBe(201);
  expect((await house.get('/img/w=8/a')).status).toBe(200);
  expect(house.count.pVolReads).toBe(1);
});

describe('mVolImgWrite', () => {
  const record = {
    ext: 'jpg',
    width: 1,
    height: 1,
    orientation: 1,
    animated: false,
    alpha: false,
    progressive: false,
    byteLength: 1,
    writtenAt: 0,
    private: false,
  } as const;
  const entry = { key: 'key', group: 'v1', ext: 'jpg', bytes: new Uint8Array(1) } as const;

  test('keeps a result while its name has the bytes it was made of, and not otherwise', async () => {
    const mVol = createMemoryVolume({ capacityBytes: 100_000 });
    const mDatabase = createMDatabase();
    const purges = createPurges();
    const write = createMVolImgWrite(mVol, createMayKeep(mDatabase, purges));
    const asked = { name: 'a', purges: 0 };
    expect(await write(asked, entry)).toBe(false);
    mDatabase.put('a', { ...record, version: 'v2' }, true);
    expect(await write(asked, entry)).toBe(false);
    expect(mVol.used()).toBe(0);
    mDatabase.put('a', { ...record, version: 'v1' }, false);
    expect(await write(asked, entry)).toBe(true);
    expect(mVol.read('key')).toBeDefined();
    purges.add(['v1']);
    expect(await write(asked, entry)).toBe(false);
    expect(await write({ ...asked, purges: purges.count() }, entry)).toBe(true);
  });
});
