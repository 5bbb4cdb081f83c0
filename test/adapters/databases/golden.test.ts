// CS-27: files that released versions wrote are read by this one, and files of later versions are refused. What the
// golden files hold was stored by the release of that schema, with a change behind the last append to the backup.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { createBackupFile } from '../../../adapters/databases/backup/create-backup-file.ts';
import { checkDatabase } from '../../../adapters/databases/sqlite/check-database.ts';
import { openSqliteDatabase } from '../../../adapters/databases/sqlite/open-sqlite-database.ts';
import { openMDatabase } from '../../../core/database/open-m-database.ts';
import { recordOf } from '../../../core/image/image-meta.ts';
import { metaOf } from '../../core/database/meta-of.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const golden = join(import.meta.dirname, '..', '..', 'golden');
const earlier = [
  metaOf('holiday/photo.jpg', { width: 400, height: 300, digest: '00ff'.repeat(16), dominantColor: '' }),
  metaOf('panorama.png', { ext: 'png', width: 100_000, height: 20, dominantColor: '' }),
  metaOf('é😀.gif', {
    ...{ ext: 'gif', animated: true, frames: 3, alpha: true, dominantColor: '' },
    digest: 'fedcba9876543210'.repeat(4),
  }),
];
// Since what people say of an image is kept.
const stored = [
  metaOf('holiday/photo.jpg', { width: 400, height: 300, private: true, tags: ['a', 'é'], metadata: { by: 'née' } }),
  metaOf('panorama.png', { ext: 'png', width: 100_000, height: 20, private: true, changedAt: 1_800_000_000_000 }),
  metaOf('é😀.gif', { ext: 'gif', animated: true, frames: 3, digest: 'fedcba9876543210'.repeat(4), tags: ['é'] }),
];

async function unpacked(schema: string): Promise<{ file: string; backup: string }> {
  const folder = await scratchFolder();
  const files = { file: join(folder, 'pdatabase.sqlite'), backup: join(folder, 'mdatabase.backup') };
  const read = (name: string) => gunzipSync(readFileSync(join(golden, schema, `${name}.gz`)));
  writeFileSync(files.file, read('pdatabase.sqlite'));
  writeFileSync(files.backup, read('mdatabase.backup'));
  return files;
}

async function start({ file, backup }: { file: string; backup: string }) {
  const database = await openSqliteDatabase({ file });
  const told: unknown[] = [];
  const tell = (event: string, fields = {}) => void told.push({ event, ...fields });
  const opened = await openMDatabase({ database, store: createBackupFile({ file: backup }), tell });
  const close = async () => {
    await opened.close();
    await database.close();
  };
  return { ...opened, database, told, close };
}

describe('CS-27: a data directory', () => {
  test.each([
    ['schema-2', earlier, [expect.objectContaining({ event: 'mdatabase.rebuild', done: true })]],
    ['schema-3', earlier, []],
    ['schema-4', stored, []],
  ])('of %s is read whole, brought forward, and read again', async (schema, images, told) => {
    const files = await unpacked(schema);
    const first = await start(files);
    expect(first.told).toEqual(told);
    for (const meta of images) {
      expect(await first.ledger.get(meta.name)).toEqual(meta);
      expect(first.mDatabase.lookup(meta.name)).toEqual(recordOf(meta));
    }
    expect(first.mDatabase.size).toBe(images.length);
    expect(await first.database.get('config', 'a setting')).toBe('{"on":true}');
    expect(await first.database.get('cache', 'a module')).toBe('[1,2]');
    await first.ledger.put(metaOf('new'));
    await first.close();
    expect(await checkDatabase(files)).toEqual([]);
    const second = await start(files);
    expect(second.told).toEqual([]);
    expect(second.mDatabase.size).toBe(images.length + 1);
    await second.close();
  });

  test('of a later release is refused: its database as it is, and its backup is made anew', async () => {
    const files = await unpacked('schema-4');
    const bytes = readFileSync(files.backup);
    bytes.writeUInt32LE(3, 4);
    writeFileSync(files.backup, bytes);
    const opened = await start(files);
    expect(opened.told).toEqual([expect.objectContaining({ reason: 'foreign', done: true })]);
    await opened.close();
    const later = new Sqlite(files.file);
    const version = Number(later.pragma('user_version', { simple: true }));
    later.pragma(`user_version = ${version + 1}`);
    later.close();
    await expect(start(files)).rejects.toMatchObject({ message: /written by a later release/ });
  });
});
