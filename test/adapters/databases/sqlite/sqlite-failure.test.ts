import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { guarded } from '../../../../adapters/databases/sqlite/sqlite-failure.ts';
import { failureFrom } from '../../../support/failure-from.ts';

test('a full database says so, with the error of SQLite as the cause only', () => {
  const connection = new Sqlite(':memory:');
  connection.exec('CREATE TABLE a (x); PRAGMA max_page_count = 2');
  const insert = connection.prepare('INSERT INTO a VALUES (zeroblob(100000))');
  const failure = failureFrom(() => guarded(() => insert.run()));
  expect(failure).toMatchObject({ code: 'storage-full', cause: { code: 'SQLITE_FULL' } });
  expect(failure.message).not.toMatch(/sqlite/i);
});
