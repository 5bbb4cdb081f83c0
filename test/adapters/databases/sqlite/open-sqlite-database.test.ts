import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openSqliteDatabase } from '../../../../adapters/databases/sqlite/open-sqlite-database.ts';
import { databaseContract } from '../../../contract/database.contract.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const holdDatabase = fileURLToPath(new URL('./hold-database.ts', import.meta.url));

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

test('CS-17: while a second process holds the database it is read, commits are refused, and can be made later', async () => {
  const file = join(await scratchFolder(), 'p.sqlite');
  const database = await openSqliteDatabase({ file });
  onTestFinished(() => database.close());
  const put = (key: string) => database.commit([{ space: 'image', key, value: '1' }]);
  await put('before');
  const holder = spawn(process.execPath, [holdDatabase, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void holder.kill('SIGKILL'));
  expect(await once(createInterface(holder.stdout), 'line')).toEqual(['held']);
  const commits = Promise.allSettled(['a', 'b', 'c'].map(put));
  expect(await database.get('image', 'before')).toBe('1');
  for (const outcome of await commits) expect(outcome).toMatchObject({ reason: { code: 'overloaded' } });
  expect(await database.scan('image', { prefix: '', after: '', limit: 9 })).toHaveLength(1);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  await Promise.all(['a', 'b', 'c'].map(put));
  expect(await database.scan('image', { prefix: '', after: '', limit: 9 })).toHaveLength(4);
});
