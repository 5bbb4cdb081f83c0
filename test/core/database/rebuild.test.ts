// A rebuild under a running server: names are found, changes are taken, and at its end mDatabase is what pDatabase is.
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBackupFile } from '../../../adapters/databases/backup/create-backup-file.ts';
import { createImageLedger } from '../../../core/database/create-image-ledger.ts';
import type { Database } from '../../../core/database/database.ts';
import { openJournal } from '../../../core/database/journal.ts';
import { createMemoryDatabase } from '../../../core/database/memory-database.ts';
import { openMDatabase } from '../../../core/database/open-m-database.ts';
import { recordOf } from '../../../core/image/image-meta.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { metaOf } from './meta-of.ts';
import { weakHash } from './weak-hash.ts';

const tell = () => {};
const nameOf = (index: number) => `n${String(index).padStart(5, '0')}`;

/** pDatabase with this many images, and no mDatabase of it yet. */
async function stored(count: number): Promise<Database> {
  const database = createMemoryDatabase();
  const ledger = createImageLedger(database, await openJournal(database));
  for (let index = 0; index < count; index += 1) await ledger.put(metaOf(nameOf(index), { byteLength: index + 1 }));
  return database;
}

/** The database, whose scans wait behind the first `open` ones until they are let go. */
function held(database: Database, open: number) {
  let scans = 0;
  let release = () => {};
  const gate = new Promise<void>((resolve) => (release = resolve));
  const scan: Database['scan'] = async (space, range) => {
    if (space === 'image') scans += 1;
    if (space === 'image' && scans > open) await gate;
    return database.scan(space, range);
  };
  return { database: { ...database, scan }, release };
}

async function expectWhole({ mDatabase, ledger }: Awaited<ReturnType<typeof openMDatabase>>): Promise<void> {
  const metas = await ledger.list({ prefix: '', after: '', limit: 100_000 });
  for (const meta of metas) expect(mDatabase.lookup(meta.name)).toEqual(recordOf(meta));
  expect(mDatabase.size).toBe(metas.length);
}

describe('while mDatabase is rebuilt', () => {
  test('every name is found through pDatabase, and then without being asked for again', async () => {
    const { database, release } = held(await stored(2500), 10);
    const opened = await openMDatabase({ database, tell });
    const { mDatabase } = opened;
    expect(mDatabase.lookup(nameOf(2400))).toBeUndefined();
    expect((await mDatabase.find(nameOf(2400)))?.byteLength).toBe(2401);
    expect(mDatabase.lookup(nameOf(2400))?.byteLength).toBe(2401);
    expect((await mDatabase.find(nameOf(1)))?.byteLength).toBe(2);
    expect(await mDatabase.find('never stored')).toBeUndefined();
    release();
    await opened.whole;
    await expectWhole(opened);
    expect(mDatabase.find(nameOf(2400))).toEqual(mDatabase.lookup(nameOf(2400)));
  });

  test('changes are taken at once, seen at once, and there at its end', async () => {
    const { database, release } = held(await stored(2500), 10);
    const opened = await openMDatabase({ database, tell });
    const { mDatabase, ledger } = opened;
    await mDatabase.find(nameOf(2400));
    // Before and behind what has been read.
    await ledger.put(metaOf(nameOf(7), { byteLength: 77 }));
    await ledger.put(metaOf(nameOf(2400), { byteLength: 78 }));
    await ledger.remove(nameOf(8));
    await ledger.remove(nameOf(2401));
    await ledger.put(metaOf('a new one', { byteLength: 79 }));
    await ledger.put(metaOf('z new one', { byteLength: 80 }));
    await ledger.remove('a new one');
    for (const [name, byteLength] of [
      [nameOf(7), 77],
      [nameOf(2400), 78],
      ['z new one', 80],
    ] as const) {
      expect((await mDatabase.find(name))?.byteLength).toBe(byteLength);
    }
    for (const name of [nameOf(8), nameOf(2401), 'a new one']) expect(await mDatabase.find(name)).toBeUndefined();
    release();
    await opened.whole;
    await expectWhole(opened);
  });

  test('a lookup that is under way when its name changes does not bring the old record back', async () => {
    const { database, release } = held(await stored(2500), 10);
    let answer = () => {};
    const slow: Database = {
      ...database,
      async get(space, key) {
        const value = await database.get(space, key);
        if (key === `n:${nameOf(2400)}`) await new Promise<void>((resolve) => (answer = resolve));
        return value;
      },
    };
    const opened = await openMDatabase({ database: slow, tell });
    const asked = opened.mDatabase.find(nameOf(2400));
    await opened.ledger.put(metaOf('another'));
    answer();
    expect((await asked)?.byteLength).toBe(2401);
    expect(opened.mDatabase.lookup(nameOf(2400))).toBeUndefined();
    release();
    await opened.whole;
  });

  test('any changes at any moment of it end as pDatabase is, also when most names collide', async () => {
    const step = fc.record({ name: fc.integer({ min: 0, max: 2099 }), isRemoval: fc.boolean(), page: fc.nat(12) });
    const pages = fc.array(step, { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(pages, fc.constantFrom(3, 2 ** 30), async (steps, kinds) => {
        const inner = await stored(2100);
        let scans = 0;
        let isOver = false;
        let ledger = createImageLedger(createMemoryDatabase());
        const scan: Database['scan'] = async (space, range) => {
          const rows = await inner.scan(space, range);
          if (space !== 'image' || isOver) return rows;
          scans += 1;
          for (const { name, isRemoval, page } of steps) {
            if (page !== scans) continue;
            if (isRemoval) await ledger.remove(nameOf(name));
            else await ledger.put(metaOf(nameOf(name), { byteLength: 10_000 + scans }));
          }
          return rows;
        };
        const opened = await openMDatabase({ database: { ...inner, scan }, tell, hashWith: () => weakHash(kinds) });
        ledger = opened.ledger;
        await opened.whole;
        isOver = true;
        await expectWhole(opened);
      }),
      { numRuns: 15 },
    );
  });

  test.each([3, 2300])('row %i that cannot be read is told; all other names are found for all that', async (row) => {
    const database = await stored(2500);
    await database.commit([{ space: 'image', key: `n:${nameOf(row)}`, value: '{}' }]);
    const told: string[] = [];
    const opened = await openMDatabase({ database, tell: (event) => void told.push(event) });
    await expect(opened.whole).rejects.toMatchObject({ code: 'internal' });
    expect(told).toEqual(['mdatabase.rebuild-failed']);
    expect((await opened.mDatabase.find(nameOf(2400)))?.byteLength).toBe(2401);
    await expect(opened.mDatabase.find(nameOf(row))).rejects.toMatchObject({ code: 'internal' });
    await opened.ledger.put(metaOf('new'));
    expect((await opened.mDatabase.find('new'))?.width).toBe(40);
    await opened.close();
  });

  test('closing ends it, and the next start begins again', async () => {
    const inner = await stored(2500);
    const { database, release } = held(inner, 10);
    const store = () => createBackupFile({ file });
    const file = join(await scratchFolder(), 'mdatabase.backup');
    const opened = await openMDatabase({ database, store: store(), tell });
    const closed = opened.close();
    release();
    await closed;
    await expect(opened.whole).rejects.toMatchObject({ code: 'aborted' });
    const again = await openMDatabase({ database: inner, store: store(), tell });
    await again.whole;
    await expectWhole(again);
    await again.close();
  });
});
