// The whole life of mDatabase over real files: whatever happens to the backup, after a start it is what pDatabase is.
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBackupFile } from '../../../adapters/databases/backup/create-backup-file.ts';
import type { BackupStore } from '../../../core/database/backup-store.ts';
import { createMDatabase } from '../../../core/database/compact-m-database.ts';
import type { Database } from '../../../core/database/database.ts';
import { createBackupKeeper } from '../../../core/database/keep-backup.ts';
import { createMemoryDatabase } from '../../../core/database/memory-database.ts';
import { createNameHash, type NameHash } from '../../../core/database/name-hash.ts';
import { openMDatabase } from '../../../core/database/open-m-database.ts';
import { recordOf } from '../../../core/image/image-meta.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { createMemoryBackupStore } from './memory-backup-store.ts';
import { metaOf } from './meta-of.ts';
import { weakHash } from './weak-hash.ts';

type Told = { event: string; reason?: unknown; done?: unknown; images?: unknown };

interface Start {
  readonly database: Database;
  readonly file: string;
  readonly store?: BackupStore;
  readonly hashWith?: (secret: Uint8Array) => NameHash;
}

async function start({ database, file, store = createBackupFile({ file }), hashWith = createNameHash }: Start) {
  const told: Told[] = [];
  const tell = (event: string, fields = {}) => void told.push({ event, ...fields });
  return { ...(await openMDatabase({ database, store, tell, hashWith })), told };
}

/** What a start finds: that all names of pDatabase are there, and none besides. */
async function expectWhole({ mDatabase, ledger }: Awaited<ReturnType<typeof start>>): Promise<void> {
  const metas = await ledger.list({ prefix: '', after: '', limit: 100_000 });
  for (const meta of metas) expect(mDatabase.lookup(meta.name)).toEqual(recordOf(meta));
  expect(mDatabase.size).toBe(metas.length);
}

async function filled(names: readonly string[]) {
  const database = createMemoryDatabase();
  const file = join(await scratchFolder(), 'mdatabase.backup');
  const first = await start({ database, file });
  for (const name of names) await first.ledger.put(metaOf(name, { byteLength: name.length }));
  await first.close();
  return { database, file };
}

describe('mDatabase and its backup', () => {
  test('after a clean end nothing is rebuilt, and changes go on being appended', async () => {
    const { database, file } = await filled(['a', 'b', 'c']);
    const before = readFileSync(file);
    const second = await start({ database, file });
    await expectWhole(second);
    await second.ledger.put(metaOf('d'));
    await second.ledger.remove('a');
    await second.ledger.put(metaOf('panorama', { width: 100_000 }));
    await second.close();
    expect(readFileSync(file).subarray(0, before.length).equals(before)).toBe(true);
    const third = await start({ database, file });
    await expectWhole(third);
    expect([...second.told, ...third.told]).toEqual([]);
    await third.close();
  });

  test('knows what pDatabase shows, also before its commit has been answered', async () => {
    const database = createMemoryDatabase();
    const late: (() => void)[] = [];
    const commit = async (changes: Parameters<Database['commit']>[0]) => {
      await database.commit(changes);
      await new Promise<void>((resolve) => late.push(resolve));
    };
    const { mDatabase, ledger } = await openMDatabase({ database: { ...database, commit }, tell: () => {} });
    const stored = ledger.put(metaOf('a'));
    await expect.poll(() => late.length).toBe(1);
    expect(mDatabase.lookup('a')).toBeUndefined();
    expect(await ledger.get('a')).toEqual(metaOf('a'));
    expect(mDatabase.lookup('a')).toEqual(recordOf(metaOf('a')));
    late.pop()?.();
    await stored;
    const removed = ledger.remove('a');
    await expect.poll(() => late.length).toBe(1);
    expect(await ledger.get('a')).toBeUndefined();
    expect(mDatabase.lookup('a')).toBeUndefined();
    late.pop()?.();
    await removed;
  });

  test('what the backup does not have yet comes from the journal', async () => {
    const { database, file } = await filled(['a', 'b', 'c']);
    const kept = readFileSync(file);
    const second = await start({ database, file });
    await second.ledger.remove('b');
    await second.ledger.put(metaOf('a', { width: 9 }));
    await second.ledger.put(metaOf('new'));
    await second.close();
    writeFileSync(file, kept);
    const third = await start({ database, file });
    await expectWhole(third);
    expect(third.told).toEqual([]);
    await third.close();
  });

  test.each<[reason: string, spoil: (file: string) => void]>([
    ['missing', (file) => rmSync(file)],
    ['foreign', (file) => writeFileSync(file, 'something else that is longer than a head is')],
    ['foreign', (file) => writeFileSync(file, '')],
    ['damaged', (file) => writeFileSync(file, readFileSync(file).subarray(0, 100))],
  ])('a backup that is %s is told and made anew', async (reason, spoil) => {
    const { database, file } = await filled(['a', 'b', 'c']);
    spoil(file);
    const second = await start({ database, file });
    await expectWhole(second);
    expect(second.told).toEqual([{ event: 'mdatabase.rebuild', reason, images: 3, done: true }]);
    await second.close();
    const third = await start({ database, file });
    await expectWhole(third);
    expect(third.told).toEqual([]);
    await third.close();
  });

  test('an old backup whose changes the journal has dropped is rebuilt, and so is one of an earlier rebuild', async () => {
    const { database, file } = await filled(['a', 'b']);
    const old = readFileSync(file);
    const second = await start({ database, file });
    for (let index = 0; index < 600; index += 1) await second.ledger.put(metaOf(`n${index}`));
    await second.close();
    writeFileSync(file, old);
    const third = await start({ database, file });
    await expectWhole(third);
    expect(third.told).toMatchObject([{ reason: 'old' }]);
    await third.close();
    writeFileSync(file, old);
    const fourth = await start({ database, file });
    await expectWhole(fourth);
    expect(fourth.told).toMatchObject([{ reason: 'foreign' }]);
    await fourth.close();
  });

  test('CS-18: an older pDatabase that was put back is refused, and taken when the backup was deleted', async () => {
    const { database, file } = await filled(['a']);
    const rows = await database.scan('journal', { prefix: '', after: '', limit: 9 });
    const second = await start({ database, file });
    await second.ledger.put(metaOf('b'));
    await second.close();
    // pDatabase as it was before, as from somebody's own backup of it.
    const earlier = createMemoryDatabase();
    const secret = (await database.get('config', 'mdatabase.secret')) ?? '';
    const house = (await database.get('config', 'mdatabase.house')) ?? '';
    const image = await database.scan('image', { prefix: '', after: '', limit: 99 });
    await earlier.commit([
      { space: 'config', key: 'mdatabase.secret', value: secret },
      { space: 'config', key: 'mdatabase.house', value: house },
      ...rows.map((row) => ({ space: 'journal' as const, ...row })),
      ...image.filter(({ key }) => key.endsWith('a')).map((row) => ({ space: 'image' as const, ...row })),
    ]);
    await expect(start({ database: earlier, file })).rejects.toMatchObject({ code: 'internal', message: /older/ });
    rmSync(file);
    const third = await start({ database: earlier, file });
    expect(third.mDatabase.size).toBe(1);
    await expectWhole(third);
    expect(third.told).toMatchObject([{ reason: 'missing' }]);
    await third.close();
  });

  test('a change whose commit seemed to fail and did not is there with the next one', async () => {
    const database = createMemoryDatabase();
    const file = join(await scratchFolder(), 'mdatabase.backup');
    let isAnswerLost = false;
    const losing: Database = {
      ...database,
      async commit(changes) {
        await database.commit(changes);
        if (isAnswerLost) throw new Error('lost');
      },
    };
    const first = await start({ database: losing, file });
    isAnswerLost = true;
    await expect(first.ledger.put(metaOf('a'))).rejects.toThrow('lost');
    isAnswerLost = false;
    await first.ledger.put(metaOf('b'));
    await expectWhole(first);
    await first.close();
    const second = await start({ database, file });
    await expectWhole(second);
    expect([...first.told, ...second.told]).toEqual([]);
    await second.close();
  });

  test('a backup that the disk refuses to read is told and rebuilt, and keeps no server from starting', async () => {
    const { database, file } = await filled(['a', 'b']);
    const told: string[] = [];
    const open = async () => Promise.reject(new Error('bad sector'));
    const tell = (event: string) => void told.push(event);
    const second = await openMDatabase({ database, store: { ...createBackupFile({ file }), open }, tell });
    expect(second.mDatabase.size).toBe(2);
    expect(told).toEqual(['mdatabase.backup-failed', 'mdatabase.rebuild']);
    await second.close();
  });

  test('a backup that cannot be appended to is told, holds up no change, and is written whole at the next one', async () => {
    const { database, file } = await filled(['a', 'b']);
    const store = createBackupFile({ file });
    const told: string[] = [];
    const append = async () => Promise.reject(new Error('no space'));
    const tell = (event: string) => void told.push(event);
    const second = await openMDatabase({ database, store: { ...store, append }, tell });
    await second.ledger.put(metaOf('c'));
    await second.close();
    expect(told).toEqual(['mdatabase.backup-failed']);
    await second.ledger.put(metaOf('d'));
    await second.close();
    const third = await start({ database, file });
    expect(third.mDatabase.size).toBe(4);
    await expectWhole(third);
    expect(third.told).toEqual([]);
    await third.close();
  });

  // A bit of each byte; all eight: IMG_TEST_BITS=8 npm run unit -- test/core/database/open-m-database.test.ts
  test('CS-04, CS-05, CS-07: cut at any byte, or with a bit of any byte flipped, it is caught up or rebuilt to what pDatabase is', async () => {
    const { database, file } = await filled(['a', 'b']);
    const second = await start({ database, file });
    await second.ledger.put(metaOf('c', { width: 70_000 }));
    await second.ledger.remove('a');
    await second.close();
    const whole = readFileSync(file);
    const secret = (await database.get('config', 'mdatabase.secret')) ?? '';
    const outcome = { asIs: 0, rebuilt: 0 };
    const tryOut = async (bytes: Uint8Array) => {
      await database.commit([{ space: 'config', key: 'mdatabase.secret', value: secret }]);
      const again = await start({ database, file, store: createMemoryBackupStore(bytes) });
      await expectWhole(again);
      outcome[again.told.length === 0 ? 'asIs' : 'rebuilt'] += 1;
      await again.close();
    };
    for (let length = 0; length <= whole.length; length += 1) await tryOut(whole.subarray(0, length));
    // Whole, and cut behind the first block of changes, whose rest the journal has.
    expect(outcome.asIs).toBeGreaterThan(1);
    const cut = { ...outcome };
    const bitsOfEach = Number(process.env.IMG_TEST_BITS ?? 1);
    for (let flip = 0; flip < whole.length * bitsOfEach; flip += 1) {
      const flipped = Uint8Array.from(whole);
      const at = flip % whole.length;
      flipped[at] = (flipped[at] ?? 0) ^ (1 << ((at + Math.floor(flip / whole.length)) % 8));
      await tryOut(flipped);
    }
    expect(outcome.asIs + outcome.rebuilt).toBe(whole.length * (1 + bitsOfEach) + 1);
    expect(outcome.rebuilt - cut.rebuilt).toBeGreaterThan((whole.length * bitsOfEach) / 3);
  });

  test('any changes, restarts and lost appends end as pDatabase is, also when most names collide', async () => {
    const name = fc.integer({ min: 0, max: 9 }).map(String);
    const width = fc.constantFrom(1, 65_535, 65_536);
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ does: fc.constant('put' as const), name, width }) },
      { weight: 3, arbitrary: fc.record({ does: fc.constant('remove' as const), name }) },
      { weight: 2, arbitrary: fc.record({ does: fc.constantFrom('restart' as const, 'lose' as const) }) },
    );
    const file = join(await scratchFolder(), 'mdatabase.backup');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.constantFrom(1, 3, 1000), async (steps, kinds) => {
        rmSync(file, { force: true });
        const database = createMemoryDatabase();
        const parts = { database, file, hashWith: () => weakHash(kinds) };
        const known = new Map<string, unknown>();
        let running = await start(parts);
        for (const step of steps) {
          if (step.does === 'put') {
            const meta = metaOf(step.name, { width: step.width });
            await running.ledger.put(meta);
            known.set(step.name, recordOf(meta));
          } else if (step.does === 'remove') {
            await running.ledger.remove(step.name);
            known.delete(step.name);
          } else {
            const before = existsSync(file) ? readFileSync(file) : undefined;
            await running.close();
            if (step.does === 'lose' && before !== undefined) writeFileSync(file, before);
            running = await start(parts);
          }
          for (const [name, record] of known) expect(running.mDatabase.lookup(name)).toEqual(record);
          expect(running.mDatabase.size).toBe(known.size);
        }
        await running.close();
      }),
      { numRuns: 60 },
    );
  });

  test('after deleting and adding half of the images ten times the file is as long as it was', async () => {
    const file = join(await scratchFolder(), 'mdatabase.backup');
    const mDatabase = createMDatabase();
    let sequence = 0;
    const keeper = createBackupKeeper({
      ...{
        store: createBackupFile({ file }),
        mDatabase,
        mark: new Uint32Array(2),
        house: 1,
        end: undefined,
        tell: () => {},
      },
      sequence: () => sequence,
      kept: async () => {},
    });
    const images = 40_000;
    const put = (name: string) => mDatabase.put(name, recordOf(metaOf('any')), true);
    const flush = async () => {
      sequence += 1;
      await keeper.flush();
    };
    for (let index = 0; index < images; index += 1) put(`n${index}`);
    await flush();
    const { size } = statSync(file);
    expect(size).toBeGreaterThan(images * 32);
    let largest = 0;
    for (let round = 0; round < 10; round += 1) {
      for (let index = 0; index < images / 2; index += 1) {
        mDatabase.remove(`n${index + (round * images) / 2}`);
        put(`n${index + images + (round * images) / 2}`);
      }
      await flush();
      largest = Math.max(largest, statSync(file).size);
    }
    expect(mDatabase.size).toBe(images);
    // The bound between two replacements: a megabyte, or a quarter of it, and what one flush brings.
    expect(largest).toBeLessThan(size + 1_048_576 + images * 32 + 1000);
    for (let index = 0; index < 40_000; index += 1) mDatabase.remove(`n${index + images * 5}`);
    for (let index = 0; index < 40_000; index += 1) put(`m${index}`);
    await flush();
    await flush();
    expect(statSync(file).size).toBeLessThan(size * 1.05);
  });
});
