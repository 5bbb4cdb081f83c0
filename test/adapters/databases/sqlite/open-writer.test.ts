import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openConnection } from '../../../../adapters/databases/sqlite/open-connection.ts';
import { openSqliteDatabase } from '../../../../adapters/databases/sqlite/open-sqlite-database.ts';
import { openWriter } from '../../../../adapters/databases/sqlite/open-writer.ts';
import type { Change } from '../../../../core/database/database.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const failing = new URL('./failing-thread.ts', import.meta.url);

function put(key: string): Change[] {
  return [{ space: 'image', key, value: '1' }];
}

/** Commits in the log: frames that say how long the database is (SQLite file format, section 4.1). */
function commitsIn(file: string): number {
  const log = readFileSync(`${file}-wal`);
  const [pageBytes, headBytes, frameBytes] = [log.readUInt32BE(8), 32, 24];
  let commits = 0;
  for (let at = headBytes; at + frameBytes + pageBytes <= log.length; at += frameBytes + pageBytes) {
    if (log.readUInt32BE(at + 4) !== 0) commits += 1;
  }
  return commits;
}

describe('group commit', () => {
  test('commits that come while the disk is busy share one sync, and each is answered', async () => {
    const file = join(await scratchFolder(), 'p.sqlite');
    const database = await openSqliteDatabase({ file });
    const before = commitsIn(file);
    await Promise.all(Array.from({ length: 200 }, (_, index) => database.commit(put(`key ${index}`))));
    const together = commitsIn(file) - before;
    expect(together).toBeGreaterThan(0);
    expect(together).toBeLessThan(10);
    for (let index = 0; index < 20; index += 1) await database.commit(put(`alone ${index}`));
    expect(commitsIn(file) - before).toBe(together + 20);
    expect(await database.scan('image', { prefix: '', after: '', limit: 999 })).toHaveLength(220);
    await database.close();
  });

  test('what waits when it is closed is made first', async () => {
    const file = join(await scratchFolder(), 'p.sqlite');
    (await openConnection(file)).close();
    const writer = await openWriter(file);
    const commits = Array.from({ length: 50 }, (_, index) => writer.commit(put(`key ${index}`)));
    await writer.close();
    await Promise.all(commits);
    await expect(writer.commit(put('late'))).rejects.toMatchObject({ code: 'internal' });
    const connection = await openConnection(file);
    expect(connection.prepare('SELECT count(*) FROM image').pluck().get()).toBe(50);
    connection.close();
  });

  test('after a sync that failed nothing is acknowledged any more, neither what waited nor what comes', async () => {
    const writer = await openWriter('', failing);
    onTestFinished(() => writer.close());
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((key) => writer.commit(put(key))));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expect(writer.commit(put('later'))).rejects.toMatchObject({ message: /until the server is started again/ });
  });

  test('a writer that is gone refuses what waits and what comes', async () => {
    const writer = await openWriter('', failing);
    await expect(Promise.all([writer.commit(put('crash')), writer.commit(put('b'))])).rejects.toMatchObject({
      name: 'Failure',
      code: 'internal',
    });
    await expect(writer.commit(put('c'))).rejects.toMatchObject({ code: 'internal' });
    await writer.close();
  });

  test('a file that is no database is refused when it is opened', async () => {
    await expect(openWriter(join(await scratchFolder(), 'none'))).rejects.toMatchObject({ name: 'Failure' });
  });
});
