import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSqliteDatabase } from '../../../../adapters/databases/sqlite/open-sqlite-database.ts';
import type { DataDirectory } from '../../../../adapters/node/maintenance/data-directory.ts';
import { verifyStore } from '../../../../adapters/node/maintenance/verify-store.ts';
import type { Change } from '../../../../core/index.ts';
import { contentsOf, dataWith, ears, picture, withStore } from './store-at.ts';

const names = ['a.png', 'b.png', 'c.png'];

async function originalsOf({ pVol }: DataDirectory): Promise<string[]> {
  const paths = await readdir(pVol, { recursive: true });
  return paths.filter((path) => /[0-9a-f]{64}$/.test(path)).map((path) => join(pVol, path));
}

async function firstOriginal(data: DataDirectory): Promise<string> {
  return (await originalsOf(data))[0] ?? '';
}

async function flip(path: string, at: number): Promise<void> {
  const bytes = await readFile(path);
  await writeFile(
    path,
    bytes.map((byte, index) => (index === at ? byte ^ 1 : byte)),
  );
}

/** Behind the journal's back. */
async function commit({ pDatabase }: DataDirectory, change: (rows: Map<string, string>) => Change[]): Promise<void> {
  const database = await openSqliteDatabase({ file: pDatabase });
  const rows = await database.scan('image', { prefix: '', after: '', limit: 100 });
  await database.commit(change(new Map(rows.map(({ key, value }) => [key, value]))));
  await database.close();
}

const row = (key: string, value: string | undefined): Change => ({ space: 'image', key, value });

describe('verify finds', () => {
  it.each<[string, string[], (data: DataDirectory) => Promise<unknown>]>([
    ['nothing in a whole store', [], async () => {}],
    ['a missing original', ['bytes-missing'], async (data) => rm(await firstOriginal(data))],
    ['an original that was cut', ['bytes-damaged'], async (data) => truncate(await firstOriginal(data), 20)],
    ['one flipped bit of an original', ['bytes-damaged'], async (data) => flip(await firstOriginal(data), 30)],
    ['a row that is no record', ['row-broken', 'index-differs'], (data) => commit(data, () => [row('n:d.png', '{}')])],
    [
      'a name without the row of its digest',
      ['row-broken'],
      (data) => commit(data, (rows) => [row([...rows.keys()].find((key) => key.startsWith('d:')) ?? '', undefined)]),
    ],
    [
      'the row of a digest without its name',
      ['row-broken'],
      (data) => commit(data, () => [row(`d:${'0'.repeat(64)}:gone.png`, 'true')]),
    ],
    [
      'an index that knows another image',
      ['row-broken', 'index-differs'],
      (data) => commit(data, (rows) => [row('n:a.png', rows.get('n:b.png')?.replace('b.png', 'a.png'))]),
    ],
    ['an index that is damaged', ['index-damaged'], async (data) => flip(data.mDatabaseBackup, 33)],
    ['a database with a page of nonsense', ['database-damaged'], (data) => spoilPage(data.pDatabase)],
  ])('%s', async (_, kinds, spoil) => {
    const data = await dataWith(names);
    await spoil(data);
    const watch = ears();
    const { findings } = await verifyStore(data, true, watch);
    expect(new Set(watch.kinds())).toEqual(new Set(kinds));
    expect(findings).toBe(watch.kinds().length);
  });

  async function spoilPage(file: string): Promise<void> {
    const bytes = await readFile(file);
    await writeFile(file, bytes.fill(0x5a, 4096, 2 * 4096));
  }
});

describe('verify', () => {
  it('reads no original when it is to be quick, and so finds lengths only', async () => {
    const data = await dataWith(names);
    await flip(await firstOriginal(data), 30);
    expect((await verifyStore(data, false, ears())).findings).toBe(0);
    await truncate(await firstOriginal(data), 20);
    expect((await verifyStore(data, false, ears())).findings).toBe(1);
  });

  it('counts originals without a row, and calls them no finding', async () => {
    const data = await dataWith(names);
    const path = await firstOriginal(data);
    const other = `${path.slice(0, -1)}${path.endsWith('0') ? '1' : '0'}`;
    await cp(path, other);
    const watch = ears();
    expect(await verifyStore(data, true, watch)).toMatchObject({ images: 3, files: 3, findings: 0, orphans: 1 });
    expect(watch.found.all).toMatchObject([{ kind: 'orphan', isNote: true }]);
  });

  it('looks at bytes that names share once', async () => {
    const data = await dataWith(names, async (store) => store.put('again.png', await picture(0)));
    expect(await verifyStore(data, true, ears())).toMatchObject({ images: 4, files: 3, findings: 0 });
  });

  it('finds nothing while images are stored, replaced and deleted', async () => {
    const data = await dataWith(names);
    await withStore(data, async (store) => {
      let isOver = false;
      const change = async () => {
        for (let step = 0; !isOver; step += 1) {
          await store.put(`busy ${step % 3}.png`, await picture(step));
          if (step % 4 === 3) await store.remove(`busy ${step % 3}.png`);
        }
      };
      const changing = change();
      const watch = ears();
      for (let look = 0; look < 5; look += 1) await verifyStore(data, true, watch);
      isOver = true;
      await changing;
      expect(watch.kinds()).toEqual([]);
    });
    expect((await contentsOf(data)).size).toBeGreaterThanOrEqual(3);
  });

  it('fails where there is no database', async () => {
    const data = await dataWith([]);
    await rm(data.pDatabase);
    await expect(verifyStore(data, true, ears())).rejects.toMatchObject({ code: 'not-found' });
  });
});
