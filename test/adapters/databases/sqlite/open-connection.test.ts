import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { migrate } from '../../../../adapters/databases/sqlite/migrations.ts';
import { openConnection } from '../../../../adapters/databases/sqlite/open-connection.ts';
import { scanSql } from '../../../../adapters/databases/sqlite/space-statements.ts';
import { noise } from '../../../support/bytes.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

async function scratchFile(): Promise<string> {
  return join(await scratchFolder(), 'p.sqlite');
}

describe('a connection to pDatabase', () => {
  test('every open, the first and the later ones, syncs the log at each commit', async () => {
    const file = await scratchFile();
    for (const _ of ['first', 'second', 'third']) {
      const connection = await openConnection(file);
      expect(connection.pragma('journal_mode', { simple: true })).toBe('wal');
      expect(connection.pragma('synchronous', { simple: true })).toBe(2);
      connection.close();
    }
    // The control: left alone, SQLite opens the same file with NORMAL.
    const careless = new Sqlite(file);
    careless.prepare('SELECT count(*) FROM image').get();
    expect(careless.pragma('synchronous', { simple: true })).toBe(1);
    careless.close();
  });

  test('a scan is one range of the primary key', async () => {
    const connection = await openConnection(await scratchFile());
    expect(plan(connection, scanSql('image'))).toEqual(['SEARCH image USING PRIMARY KEY (key>? AND key<?)']);
    expect(plan(connection, "SELECT key FROM image WHERE key LIKE :prefix || '%'")).toEqual(['SCAN image']);
    connection.close();
  });

  test('a database of another program is refused and left as it was', async () => {
    const marks = ['CREATE TABLE theirs (a)', 'PRAGMA application_id = 7', 'PRAGMA user_version = 1'];
    for (const mark of marks) await expectRefusal(await scratchFile(), mark, 'of another program');
  });

  test('a database of a later release is refused and left as it was', async () => {
    const file = await scratchFile();
    (await openConnection(file)).close();
    await expectRefusal(file, 'PRAGMA user_version = 1000', 'version 1000, written by a later release');
  });

  test('a file that is no database is refused and left as it was', async () => {
    const file = await scratchFile();
    const bytes = noise(8192);
    writeFileSync(file, bytes);
    await expect(openConnection(file)).rejects.toMatchObject({ code: 'internal' });
    expect(new Uint8Array(readFileSync(file))).toEqual(bytes);
  });

  test('a failure names no path', async () => {
    const missing = join(await scratchFolder(), 'missing', 'p.sqlite');
    const failure = await openConnection(missing).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'Failure', code: 'internal' });
    expect((failure as Error).message).not.toContain('/');
  });
});

describe('migrations', () => {
  const first = 'CREATE TABLE a (x)';
  const second = 'ALTER TABLE a ADD COLUMN y; INSERT INTO a VALUES (1, 2)';

  test('only the steps that are missing are taken, in order', () => {
    const connection = new Sqlite(':memory:');
    migrate(connection, [first]);
    migrate(connection, [first, second]);
    migrate(connection, [first, second]);
    expect(connection.prepare('SELECT * FROM a').all()).toEqual([{ x: 1, y: 2 }]);
    expect(connection.pragma('user_version', { simple: true })).toBe(2);
  });

  test('a step that fails is not there at all, and those before it stay', () => {
    const connection = new Sqlite(':memory:');
    expect(() => migrate(connection, [first, `${second}; SELECT nonsense`])).toThrow();
    expect(connection.pragma('user_version', { simple: true })).toBe(1);
    expect(connection.pragma('table_info(a)')).toHaveLength(1);
  });
});

function plan(connection: Sqlite.Database, sql: string): string[] {
  const values = { prefix: '', after: '', end: '', limit: 1 };
  const rows = connection.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(values);
  return rows.map(({ detail }) => detail);
}

async function expectRefusal(file: string, mark: string, reason: string): Promise<void> {
  const theirs = new Sqlite(file);
  theirs.exec(mark);
  theirs.close();
  const before = readFileSync(file);
  const failure = { name: 'Failure', code: 'internal', message: expect.stringContaining(reason) };
  await expect(openConnection(file)).rejects.toMatchObject(failure);
  expect(readFileSync(file).equals(before)).toBe(true);
}
