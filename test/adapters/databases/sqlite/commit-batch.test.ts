// Many commits in one transaction: what one of them does to the others, and what none of them is told.
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { beforeEach, describe, expect, test } from 'vitest';
import { createCommitBatch } from '../../../../adapters/databases/sqlite/commit-batch.ts';
import { openConnection } from '../../../../adapters/databases/sqlite/open-connection.ts';
import type { Change, Space } from '../../../../core/database/database.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

let connection: Sqlite.Database;

beforeEach(async () => {
  connection = await openConnection(join(await scratchFolder(), 'p.sqlite'));
  return () => connection.close();
});

function put(key: string, value = '1', space: Space = 'image'): Change {
  return { space, key, value };
}

const keys = (from = connection) => from.prepare('SELECT key FROM image ORDER BY key').pluck().all();
const impossible = put('bad', '1', 'nowhere' as Space);

/** The same connection, one of whose statements fails as a disk would make it. */
function failingAt(sql: string, code: string): Sqlite.Database {
  return new Proxy(connection, {
    get(target, name) {
      if (name === 'inTransaction') return target.inTransaction;
      if (name !== 'prepare') throw new Error(`Expected no call of ${String(name)}.`);
      return (text: string) => (text === sql ? { run: () => fail(code) } : target.prepare(text));
    },
  });
}

function fail(code: string): never {
  throw Object.assign(new Error('disk I/O error'), { code });
}

describe('a batch of commits', () => {
  test('one that cannot be made is undone and answered alone, wherever it stands', () => {
    const commitBatch = createCommitBatch(connection);
    for (const place of [0, 1, 2]) {
      const batch = [[put(`a${place}`)], [put(`b${place}`)]];
      batch.splice(place, 0, [put(`half ${place}`), impossible]);
      const outcomes = commitBatch(batch);
      expect(outcomes.map((outcome) => outcome === undefined)).toEqual([0, 1, 2].map((index) => index !== place));
      expect(outcomes[place]).toMatchObject({ isFatal: false });
    }
    expect(keys()).toEqual(['a0', 'a1', 'a2', 'b0', 'b1', 'b2']);
  });

  test('one for which there is no room does not take the others with it, although SQLite gives up the whole', () => {
    const commitBatch = createCommitBatch(connection);
    connection.pragma(`max_page_count = ${Number(connection.pragma('page_count', { simple: true })) + 2}`);
    const outcomes = commitBatch([
      [put('a')],
      [put('large', 'x'.repeat(100_000))],
      [put('b')],
      [impossible],
      [put('c')],
    ]);
    expect(outcomes.map((outcome) => outcome?.code)).toEqual([undefined, 'SQLITE_FULL', undefined, '', undefined]);
    expect(keys()).toEqual(['a', 'b', 'c']);
  });

  test('a sync that fails acknowledges none of them, and none is there', () => {
    const outcomes = createCommitBatch(failingAt('COMMIT', 'SQLITE_IOERR_FSYNC'))([
      [put('a')],
      [impossible],
      [put('b')],
    ]);
    const lost = { code: 'SQLITE_IOERR_FSYNC', isFatal: true };
    expect(outcomes).toMatchObject([lost, { isFatal: false }, lost]);
    expect(connection.inTransaction).toBe(false);
    expect(keys()).toEqual([]);
  });

  test('a database that another program holds refuses all, and takes all later', () => {
    const other = new Sqlite(connection.name);
    other.exec('BEGIN IMMEDIATE');
    connection.pragma('busy_timeout = 10');
    const commitBatch = createCommitBatch(connection);
    const batch = [[put('a')], [put('b')]];
    const busy = { code: 'SQLITE_BUSY', isFatal: false };
    expect(commitBatch(batch)).toMatchObject([busy, busy]);
    other.exec('ROLLBACK');
    expect(commitBatch(batch)).toEqual([undefined, undefined]);
    expect(keys(other)).toEqual(['a', 'b']);
    other.close();
  });
});
