import { existsSync } from 'node:fs';
import { cp, glob, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSqliteDatabase } from '../../../../adapters/databases/sqlite/open-sqlite-database.ts';
import { createSharpEngine } from '../../../../adapters/engines/sharp/sharp-engine.ts';
import { backUpStore } from '../../../../adapters/node/maintenance/back-up-store.ts';
import { compactStore } from '../../../../adapters/node/maintenance/compact-store.ts';
import type { DataDirectory } from '../../../../adapters/node/maintenance/data-directory.ts';
import { lockedRebuild } from '../../../../adapters/node/maintenance/locked-rebuild.ts';
import { rebuildFromFiles } from '../../../../adapters/node/maintenance/rebuild-from-files.ts';
import { storeStats } from '../../../../adapters/node/maintenance/store-stats.ts';
import { verifyStore } from '../../../../adapters/node/maintenance/verify-store.ts';
import { defaultLimits } from '../../../../core/index.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import { contentsOf, dataWith, type Ears, ears, picture, withStore } from './store-at.ts';

const names = ['a.png', 'b.png', 'c.png', 'd.png'];

function fromFiles(data: DataDirectory, backup?: string, watch: Ears = ears()) {
  const openEngine = async () => createSharpEngine({ limits: defaultLimits, inputs: ['png'] });
  return rebuildFromFiles({ data, names: backup, openEngine, watch });
}

async function loseDatabase({ pDatabase }: DataDirectory): Promise<void> {
  for (const suffix of ['', '-wal', '-shm']) await rm(`${pDatabase}${suffix}`, { force: true });
}

async function base64Of(seed: number): Promise<string> {
  return Buffer.from(await picture(seed)).toString('base64');
}

/** Backed up with `names`; then a is deleted, b replaced, and one comes that no backup has. */
async function movedOn() {
  const data = await dataWith(names);
  const backup = join(await scratchFolder(), 'backup');
  await backUpStore(data, backup, 'copies', ears());
  await withStore(data, async (store) => {
    await store.remove('a.png');
    await store.put('b.png', await picture(80));
    await store.put('new.png', await picture(81));
  });
  return { data, backup };
}

/** The originals of the backup are there still, as when a crash came between the rows of deletes and their bytes. */
async function leaveBytesOf(data: DataDirectory, backup: string): Promise<void> {
  const old = new Date(Date.now() - 3_600_000);
  await cp(join(backup, 'pvol'), data.pVol, { recursive: true, force: false });
  for await (const path of glob(join(data.pVol, '??', '??', '*'))) await utimes(path, old, old);
}

describe('a rebuild', () => {
  it("makes mDatabase's backup anew, whatever was there", async () => {
    const data = await dataWith(names);
    await writeFile(data.mDatabaseBackup, 'nonsense');
    expect(await lockedRebuild(data, ears())).toMatchObject({ images: 4 });
    const watch = ears();
    expect((await verifyStore(data, true, watch)).findings).toBe(0);
    expect(watch.found.all).toEqual([]);
    await withStore(data, async () => {
      await expect(lockedRebuild(data, ears())).rejects.toMatchObject({ code: 'overloaded' });
    });
  });

  it('of a lost database takes names from a backup, and what was deleted or replaced since stays so', async () => {
    const { data, backup } = await movedOn();
    await leaveBytesOf(data, backup);
    await loseDatabase(data);
    const watch = ears();
    const rebuilt = await fromFiles(data, backup, watch);
    expect(rebuilt).toMatchObject({ named: 3, nameless: 1, lost: 0 });
    expect(watch.kinds()).toEqual(['name-lost']);
    const contents = await contentsOf(data);
    expect(contents.has('a.png')).toBe(false);
    expect(contents.get('b.png')).toBe(await base64Of(80));
    const [recovered = ''] = [...contents.keys()].filter((name) => name.startsWith('recovered/'));
    expect(recovered).toMatch(/^recovered\/[0-9a-f]{64}\.png$/);
    expect(contents.get(recovered)).toBe(await base64Of(81));
    expect(contents.size).toBe(4);
    expect((await verifyStore(data, true, ears())).findings).toBe(0);
  });

  it('of a lost database without a backup brings all images but the deleted ones, under their digests', async () => {
    const { data, backup } = await movedOn();
    const before = await contentsOf(data);
    await leaveBytesOf(data, backup);
    await loseDatabase(data);
    expect(await fromFiles(data)).toMatchObject({ named: 0, nameless: 4, deleted: 2, lost: 0 });
    expect([...(await contentsOf(data)).values()].sort()).toEqual([...before.values()].sort());
  });

  it("of a lost database that took mDatabase's backup with it brings all originals", async () => {
    const { data, backup } = await movedOn();
    await loseDatabase(data);
    await rm(data.mDatabaseBackup);
    expect(await fromFiles(data, backup)).toMatchObject({ named: 2, nameless: 2, deleted: 0, lost: 2 });
  });

  it('of a damaged database keeps the rows that can be read', async () => {
    const data = await dataWith(names);
    const database = await openSqliteDatabase({ file: data.pDatabase });
    const filler = Array.from({ length: 400 }, (_, key) => ({ space: 'cache' as const, key: `${key}`, value: '"x"' }));
    await database.commit([...filler, { space: 'config', key: 'pipelines', value: '"kept"' }]);
    await database.close();
    const bytes = await readFile(data.pDatabase);
    await writeFile(data.pDatabase, bytes.fill(0x5a, bytes.length - 4096));
    const { named, nameless, setAside } = await fromFiles(data);
    expect(named + nameless).toBe(4);
    expect(named).toBeGreaterThan(0);
    expect(setAside.some((path) => existsSync(path) && path.includes('pdatabase.sqlite.damaged-'))).toBe(true);
    expect((await contentsOf(data)).size).toBe(4);
  });

  it('from files is refused where the database is whole, and leaves it alone', async () => {
    const data = await dataWith(names);
    const before = await contentsOf(data);
    await expect(fromFiles(data)).rejects.toMatchObject({ code: 'precondition-failed' });
    expect(await contentsOf(data)).toEqual(before);
  });

  it('that was interrupted is done again', async () => {
    const data = await dataWith(names);
    await loseDatabase(data);
    const stop = new AbortController();
    const watch = ears((step) => step === 'originals' && stop.abort(), stop.signal);
    await expect(fromFiles(data, undefined, watch)).rejects.toThrow('aborted');
    expect(existsSync(data.unfinished)).toBe(true);
    expect(await fromFiles(data)).toMatchObject({ nameless: 4 });
    expect(existsSync(data.unfinished)).toBe(false);
  });
});

describe('compact', () => {
  it('gives back what deletes and crashes have left, and loses nothing', async () => {
    const data = await dataWith(
      Array.from({ length: 30 }, (_, index) => `${index}.png`),
      async (store) => {
        for (let index = 0; index < 25; index += 1) await store.remove(`${index}.png`);
      },
    );
    const before = await contentsOf(data);
    const orphan = join(data.pVol, 'ab', 'cd', `abcd${'0'.repeat(60)}`);
    await cp(data.pDatabase, orphan);
    const indexBytes = (await stat(data.mDatabaseBackup)).size;
    const done = await compactStore(data, ears());
    expect(done).toMatchObject({ swept: 1, indexBytesBefore: indexBytes });
    expect(done.databaseBytes).toBeLessThan(done.databaseBytesBefore);
    expect(existsSync(orphan)).toBe(false);
    expect(await contentsOf(data)).toEqual(before);
    expect((await verifyStore(data, true, ears())).findings).toBe(0);
  });
});

describe('stats', () => {
  it('says how much there is, beside a running server too', async () => {
    const data = await dataWith(names, async (store) => store.put('again.png', await picture(0)));
    await backUpStore(data, join(await scratchFolder(), 'backup'), 'copies', ears());
    await withStore(data, async (store) => {
      await store.put('more.png', await picture(90));
      expect(await storeStats(data, ears())).toMatchObject({
        images: { names: 6 },
        pVol: { files: 5 },
        mDatabaseBackup: { state: 'whole', behind: 1 },
        lastBackup: { images: 5, files: 4 },
      });
    });
  });
});
