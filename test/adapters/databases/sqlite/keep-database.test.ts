// What an operator does with pDatabase's file: looks for damage, copies it under a running server, gives space back.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { backUpDatabase } from '../../../../adapters/databases/sqlite/back-up-database.ts';
import { checkDatabase } from '../../../../adapters/databases/sqlite/check-database.ts';
import { compactDatabase } from '../../../../adapters/databases/sqlite/compact-database.ts';
import { openSqliteDatabase } from '../../../../adapters/databases/sqlite/open-sqlite-database.ts';
import type { Change, Database } from '../../../../core/database/database.ts';
import { noise } from '../../../support/bytes.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const all = { prefix: '', after: '', limit: 100_000 };

function rowsOf(from: number, count: number): Change[] {
  return Array.from({ length: count }, (_, index) => ({
    space: 'image',
    key: `key ${from + index}`,
    value: JSON.stringify('x'.repeat(500)),
  }));
}

async function filled(count = 4000): Promise<{ file: string; database: Database }> {
  const file = join(await scratchFolder(), 'p.sqlite');
  const database = await openSqliteDatabase({ file });
  await database.commit(rowsOf(0, count));
  return { file, database };
}

describe('the check of pDatabase', () => {
  test('a whole file has no faults, also while it is written to', async () => {
    const { file, database } = await filled();
    expect(await checkDatabase({ file })).toEqual([]);
    await database.commit(rowsOf(9000, 1));
    await database.close();
    expect(await checkDatabase({ file })).toEqual([]);
  });

  test('a page of other bytes is found, wherever it is', async () => {
    const { file, database } = await filled();
    await database.close();
    const whole = readFileSync(file);
    for (const page of [0, 1, 2, 3, whole.length / 4096 - 2]) {
      writeFileSync(
        file,
        Buffer.concat([whole.subarray(0, page * 4096), noise(4096), whole.subarray(page * 4096 + 4096)]),
      );
      expect((await checkDatabase({ file })).length).toBeGreaterThan(0);
    }
  });

  test('a file that is not there, or is of another program, is no matter of damage', async () => {
    const folder = await scratchFolder();
    await expect(checkDatabase({ file: join(folder, 'p.sqlite') })).rejects.toMatchObject({ code: 'internal' });
    expect(existsSync(join(folder, 'p.sqlite'))).toBe(false);
  });
});

describe('the backup of pDatabase', () => {
  test('is the database of one moment, although commits go on, and ends although they do not', async () => {
    const { file, database } = await filled();
    const to = `${file}.copy`;
    writeFileSync(to, 'the backup of yesterday');
    const pages: number[] = [];
    let commits = 0;
    const progress = (done: number) => {
      pages.push(done);
      commits += 1;
      void database.commit(rowsOf(10_000 + commits, 1));
    };
    await backUpDatabase({ file, to, progress });
    expect(commits).toBeGreaterThan(1);
    expect(pages).toEqual([...pages].sort((a, b) => a - b));
    expect(await checkDatabase({ file: to })).toEqual([]);
    const copy = await openSqliteDatabase({ file: to });
    expect(await copy.scan('image', all)).toHaveLength(4000);
    expect(await database.scan('image', all)).toHaveLength(4000 + commits);
    await copy.close();
    await database.close();
  });

  test('one that cannot be made leaves the one before as it was', async () => {
    const { file, database } = await filled(10);
    await database.close();
    const to = `${file}.copy`;
    writeFileSync(to, 'the backup of yesterday');
    writeFileSync(file, noise(8192));
    await expect(backUpDatabase({ file, to })).rejects.toMatchObject({ name: 'Failure', code: 'internal' });
    expect(readFileSync(to, 'utf8')).toBe('the backup of yesterday');
    expect(existsSync(`${to}.next`)).toBe(false);
  });
});

describe('compacting pDatabase', () => {
  test('gives the space of what was deleted back, and loses nothing else', async () => {
    const { file, database } = await filled();
    await database.commit(rowsOf(0, 3900).map((row) => ({ ...row, value: undefined })));
    const left = await database.scan('image', all);
    await database.close();
    const { bytesBefore, bytesAfter } = await compactDatabase({ file });
    expect(bytesAfter).toBeLessThan(bytesBefore / 10);
    expect(statSync(file).size).toBe(bytesAfter);
    const again = await openSqliteDatabase({ file });
    expect(await again.scan('image', all)).toEqual(left);
    await again.close();
  });

  test('makes no database where there is none', async () => {
    const file = join(await scratchFolder(), 'p.sqlite');
    await expect(compactDatabase({ file })).rejects.toMatchObject({ code: 'internal' });
    expect(existsSync(file)).toBe(false);
  });
});
