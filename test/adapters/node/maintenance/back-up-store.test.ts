import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backUpStore } from '../../../../adapters/node/maintenance/back-up-store.ts';
import { type DataDirectory, dataDirectoryAt } from '../../../../adapters/node/maintenance/data-directory.ts';
import { readManifest } from '../../../../adapters/node/maintenance/manifest.ts';
import { restoreStore } from '../../../../adapters/node/maintenance/restore-store.ts';
import { settleImage } from '../../../../adapters/node/maintenance/settle-image.ts';
import { verifyStore } from '../../../../adapters/node/maintenance/verify-store.ts';
import { createImageLedger, createMemoryDatabase } from '../../../../core/index.ts';
import { metaOf } from '../../../core/database/meta-of.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import { contentsOf, dataWith, ears, picture, withStore } from './store-at.ts';

const names = ['a.png', 'b.png', 'c.png', 'd.png'];

async function emptyData(): Promise<DataDirectory> {
  return dataDirectoryAt(join(await scratchFolder(), 'data'));
}

async function destination(): Promise<string> {
  return join(await scratchFolder(), 'backup');
}

async function originalsIn(folder: string): Promise<string[]> {
  const paths = await readdir(join(folder, 'pvol'), { recursive: true });
  return paths.filter((path) => /[0-9a-f]{64}$/.test(path)).map((path) => join(folder, 'pvol', path));
}

/** What comes out of a backup; it has to be whole in itself. */
async function restoredFrom(backup: string): Promise<Map<string, string>> {
  const data = await emptyData();
  await restoreStore(data, backup, 'into-empty', ears());
  expect((await verifyStore(data, true, ears())).findings).toBe(0);
  return contentsOf(data);
}

describe('a backup', () => {
  it('gives back every image, and leaves only its own files', async () => {
    const data = await dataWith(names, async (store) => store.put('again.png', await picture(0)));
    const to = await destination();
    const made = await backUpStore(data, to, 'copies', ears());
    expect(made).toMatchObject({ images: 5, files: 4, copied: 4, settled: 0, missing: [] });
    expect(await restoredFrom(to)).toEqual(await contentsOf(data));
    const { database, index } = made;
    expect((await readdir(to)).sort()).toEqual([database.file, index.file, 'lock', 'manifest.json', 'pvol'].sort());
  });

  it('copies only what is new the next time, and forgets what was deleted', async () => {
    const data = await dataWith(names);
    const to = await destination();
    await backUpStore(data, to, 'copies', ears());
    await withStore(data, async (store) => {
      await store.remove('a.png');
      await store.put('new.png', await picture(50));
      await store.put('b.png', await picture(51));
    });
    expect(await backUpStore(data, to, 'copies', ears())).toMatchObject({ images: 4, copied: 2 });
    expect(await originalsIn(to)).toHaveLength(4);
    expect(await restoredFrom(to)).toEqual(await contentsOf(data));
  });

  it('made while images come, change and go is of images as they were at some moment of it', async () => {
    const data = await dataWith(names);
    const to = await destination();
    const busy = ['x.png', 'y.png', 'z.png'];
    const pictures = await Promise.all(Array.from({ length: 40 }, (_, seed) => picture(100 + seed)));
    const allowed = new Set(pictures.map((bytes) => Buffer.from(bytes).toString('base64')));
    await withStore(data, async (store) => {
      let isOver = false;
      const change = async () => {
        for (let step = 0; !isOver; step += 1) {
          const name = busy[step % 3] ?? '';
          if (step % 5 === 4) await store.remove(name);
          else await store.put(name, pictures[step % 40] as Uint8Array);
        }
      };
      const changing = change();
      for (let round = 0; round < 4; round += 1) {
        const watch = ears();
        await backUpStore(data, to, 'copies', watch);
        expect(watch.kinds()).toEqual([]);
        const contents = await restoredFrom(to);
        for (const name of names) expect(contents.has(name)).toBe(true);
        for (const name of busy) expect(allowed).toContain(contents.get(name) ?? [...allowed][0]);
      }
      isOver = true;
      await changing;
    });
  });

  it('that is interrupted leaves the one before whole, and the next goes on', async () => {
    const data = await dataWith(names);
    const to = await destination();
    await backUpStore(data, to, 'copies', ears());
    const before = await contentsOf(data);
    await withStore(data, async (store) => {
      for (let seed = 60; seed < 70; seed += 1) await store.put(`${seed}.png`, await picture(seed));
    });
    for (const step of ['database', 'originals', 'counting']) {
      const stop = new AbortController();
      const watch = ears((now) => now === step && stop.abort(new Error('interrupted')), stop.signal);
      await expect(backUpStore(data, to, 'copies', watch)).rejects.toThrow('interrupted');
      expect(await restoredFrom(to)).toEqual(before);
    }
    expect(await backUpStore(data, to, 'copies', ears())).toMatchObject({ images: 14 });
    expect(await restoredFrom(to)).toEqual(await contentsOf(data));
  });

  it('says which originals are missing or damaged, and keeps the whole copy that an earlier one made', async () => {
    const data = await dataWith(names);
    const to = await destination();
    await backUpStore(data, to, 'copies', ears());
    const [first = '', second = ''] = await originalsIn(data.directory);
    await writeFile(first, 'rotten');
    const watch = ears();
    expect((await backUpStore(data, to, 'copies', watch)).missing).toEqual([]);
    expect(await restoredFrom(to)).toHaveProperty('size', 4);

    await rm(second);
    const bytes = await readFile(first);
    expect(bytes.toString()).toBe('rotten');
    const other = await destination();
    const found = ears();
    expect((await backUpStore(data, other, 'copies', found)).missing).toHaveLength(2);
    expect(found.kinds().sort()).toEqual(['bytes-damaged', 'bytes-missing']);
    expect((await readManifest(other))?.missing).toHaveLength(2);
  });

  it('that reads everything again mends what its own medium has damaged', async () => {
    const data = await dataWith(names);
    const to = await destination();
    await backUpStore(data, to, 'copies', ears());
    const [first = ''] = await originalsIn(to);
    const bytes = await readFile(first);
    await writeFile(
      first,
      bytes.map((byte, at) => (at === 40 ? byte ^ 1 : byte)),
    );
    expect((await backUpStore(data, to, 'copies', ears())).copied).toBe(0);
    expect((await backUpStore(data, to, 'all', ears())).copied).toBe(1);
    expect(await restoredFrom(to)).toEqual(await contentsOf(data));
  });

  it('is refused into the data directory, around it, and beside files of somebody else', async () => {
    const data = await dataWith(names);
    const strangers = await scratchFolder();
    await writeFile(join(strangers, 'thesis.txt'), 'mine');
    for (const to of [data.directory, join(data.directory, 'backup'), join(data.directory, '..'), strangers]) {
      await expect(backUpStore(data, to, 'copies', ears())).rejects.toMatchObject({ code: 'precondition-failed' });
    }
    expect(await readdir(strangers)).toEqual(['thesis.txt']);
  });

  it('is refused while another one is made in the same place', async () => {
    const data = await dataWith(names);
    const to = await destination();
    const both = await Promise.allSettled([
      backUpStore(data, to, 'copies', ears()),
      backUpStore(data, to, 'copies', ears()),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('a name whose bytes are gone when they are to be copied', () => {
  const before = metaOf('a', { digest: 'a'.repeat(64), imgAddr: 'a'.repeat(64) });
  const after = metaOf('a', { digest: 'b'.repeat(64), imgAddr: 'b'.repeat(64) });

  async function ledgers() {
    const backup = createImageLedger(createMemoryDatabase());
    await backup.put(before);
    return { backup, live: createImageLedger(createMemoryDatabase()) };
  }

  it('goes from the backup when it was deleted', async () => {
    const { backup, live } = await ledgers();
    expect(await settleImage(before, backup, live, async () => 'missing')).toBeUndefined();
    expect(await backup.get('a')).toBeUndefined();
  });

  it('is in the backup with its new bytes when it was replaced, also while they are copied', async () => {
    const { backup, live } = await ledgers();
    await live.put(before);
    const copy = async () => {
      const isNew = (await live.get('a'))?.digest === after.digest;
      await live.put(after);
      return isNew ? 'sound' : 'missing';
    };
    expect(await settleImage(before, backup, live, copy)).toBeUndefined();
    expect((await backup.get('a'))?.digest).toBe(after.digest);
  });

  it('is a finding when the database goes on vouching for them', async () => {
    const { backup, live } = await ledgers();
    await live.put(before);
    expect(await settleImage(before, backup, live, async () => 'missing')).toMatchObject({ kind: 'bytes-missing' });
    expect(await settleImage(before, backup, live, async () => 'wrong-digest')).toMatchObject({
      kind: 'bytes-damaged',
    });
    expect(await backup.get('a')).toEqual(before);
  });
});

describe('a restore', () => {
  it('with --keep brings back lost and damaged originals, and nothing that was deleted since', async () => {
    const data = await dataWith(names);
    const to = await destination();
    await backUpStore(data, to, 'copies', ears());
    await withStore(data, async (store) => {
      await store.remove('a.png');
      await store.put('new.png', await picture(70));
    });
    const before = await contentsOf(data);
    const [first = ''] = (await originalsIn(to)).map((path) => path.replace(to, data.directory)).filter(existsSync);
    await writeFile(first, 'rotten');
    expect(await restoreStore(data, to, 'keep', ears())).toMatchObject({ images: 4, copied: 1, lost: 0 });
    expect(await contentsOf(data)).toEqual(before);
    expect(before.has('a.png')).toBe(false);
  });

  it('with --replace goes back, and sets the newer database aside', async () => {
    const data = await dataWith(names);
    const to = await destination();
    await backUpStore(data, to, 'copies', ears());
    const before = await contentsOf(data);
    await withStore(data, async (store) => void (await store.remove('a.png')));
    const { setAside } = await restoreStore(data, to, 'replace', ears());
    expect(await contentsOf(data)).toEqual(before);
    expect(setAside.map((path) => existsSync(path))).toEqual([true, true]);
  });

  it('is refused where it would go over a database unasked, and where there is none to keep', async () => {
    const data = await dataWith(names);
    const to = await destination();
    await backUpStore(data, to, 'copies', ears());
    const code = 'precondition-failed';
    await expect(restoreStore(data, to, 'into-empty', ears())).rejects.toMatchObject({ code });
    await expect(restoreStore(await emptyData(), to, 'keep', ears())).rejects.toMatchObject({ code });
    await withStore(data, async () => {
      await expect(restoreStore(data, to, 'replace', ears())).rejects.toMatchObject({ code: 'overloaded' });
    });
  });

  it.each<[string, string, (backup: string) => Promise<unknown>]>([
    ['no manifest', 'not-found', (backup) => rm(join(backup, 'manifest.json'))],
    ['half a manifest', 'precondition-failed', (backup) => truncate(join(backup, 'manifest.json'), 100)],
    ['a database that was cut', 'digest-mismatch', async (backup) => truncate(await fileOf(backup, 'database'), 8192)],
    ['another index', 'digest-mismatch', async (backup) => writeFile(await fileOf(backup, 'index'), 'x')],
  ])('of a backup with %s changes nothing', async (_, code, spoil) => {
    const to = await destination();
    await backUpStore(await dataWith(names), to, 'copies', ears());
    await spoil(to);
    const data = await emptyData();
    await expect(restoreStore(data, to, 'into-empty', ears())).rejects.toMatchObject({ code });
    expect(existsSync(data.pDatabase)).toBe(false);
    expect(existsSync(data.unfinished)).toBe(false);
  });

  async function fileOf(backup: string, which: 'database' | 'index'): Promise<string> {
    return join(backup, (await readManifest(backup))?.[which].file ?? '');
  }

  it('of a backup with a damaged original brings the others, and says which', async () => {
    const to = await destination();
    await backUpStore(await dataWith(names), to, 'copies', ears());
    const [first = ''] = await originalsIn(to);
    const bytes = await readFile(first);
    await writeFile(
      first,
      bytes.map((byte, at) => (at === 40 ? byte ^ 1 : byte)),
    );
    const watch = ears();
    expect(await restoreStore(await emptyData(), to, 'into-empty', watch)).toMatchObject({ images: 4, lost: 1 });
    expect(watch.kinds()).toEqual(['bytes-missing']);
  });

  it('that is interrupted leaves a directory that no server starts on, and the next goes on', async () => {
    const from = await dataWith(names);
    const to = await destination();
    await backUpStore(from, to, 'copies', ears());
    const data = await emptyData();
    const stop = new AbortController();
    const watch = ears((step, done) => step === 'originals' && done === 2 && stop.abort(new Error('cut')), stop.signal);
    await expect(restoreStore(data, to, 'into-empty', watch)).rejects.toThrow('cut');
    expect(existsSync(data.unfinished)).toBe(true);
    await expect(verifyStore(data, true, ears())).rejects.toMatchObject({ code: 'precondition-failed' });
    // A log that is left of another database must not be taken for this one's.
    await writeFile(`${data.pDatabase}-wal`, 'x'.repeat(5000));
    await restoreStore(data, to, 'into-empty', ears());
    expect(existsSync(data.unfinished)).toBe(false);
    expect(await contentsOf(data)).toEqual(await contentsOf(from));
  });

  it('takes no file from outside of the backup', async () => {
    const to = await destination();
    await mkdir(to);
    const kept = { file: '../secret', byteLength: 1, sha256: 'x' };
    const manifest = { format: 'imageserver-backup', version: 1, database: kept, index: kept };
    await writeFile(join(to, 'manifest.json'), JSON.stringify(manifest));
    await expect(restoreStore(await emptyData(), to, 'into-empty', ears())).rejects.toMatchObject({
      code: 'precondition-failed',
    });
  });
});
