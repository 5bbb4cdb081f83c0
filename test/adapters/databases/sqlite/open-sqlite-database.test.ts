import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openConnection } from '../../../../adapters/databases/sqlite/open-connection.ts';
import { openSqliteDatabase } from '../../../../adapters/databases/sqlite/open-sqlite-database.ts';
import { databaseContract } from '../../../contract/database.contract.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

databaseContract('SQLite', async () => {
  const database = await openSqliteDatabase({ file: join(await scratchFolder(), 'p.sqlite') });
  onTestFinished(() => database.close());
  return database;
});

test('what was committed is there when the file is opened again', async () => {
  const file = join(await scratchFolder(), 'p.sqlite');
  const first = await openSqliteDatabase({ file });
  await first.commit([{ space: 'config', key: 'key', value: '1' }]);
  await first.close();
  const second = await openSqliteDatabase({ file });
  expect(await second.get('config', 'key')).toBe('1');
  await second.close();
});

test('a commit that another program holds up for too long is refused, and can be made later', async () => {
  const file = join(await scratchFolder(), 'p.sqlite');
  const database = await openSqliteDatabase({ file });
  const other = await openConnection(file);
  other.exec('BEGIN IMMEDIATE');
  const change = { space: 'image', key: 'key', value: '1' } as const;
  await expect(database.commit([change])).rejects.toMatchObject({ code: 'overloaded' });
  other.exec('ROLLBACK');
  await database.commit([change]);
  expect(await database.get('image', 'key')).toBe('1');
  other.close();
  await database.close();
});
