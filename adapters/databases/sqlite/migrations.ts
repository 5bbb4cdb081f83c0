// The schema of pDatabase, step by step. Steps are never changed once released: a new schema is a new step.
import type { Database as Connection } from 'better-sqlite3';
import { Failure } from '../../../core/index.ts';
import { rowSum } from './row-sum.ts';

/** "ImgS" in ASCII, so that no tool and no other program takes the file for its own. */
const applicationId = 0x496d6753;

// Key and value lie in the primary key's tree itself (WITHOUT ROWID): a lookup is one descent. Keys compare by
// their UTF-8 bytes, which is what BINARY does in a UTF-8 database.
const table = (name: string) =>
  `CREATE TABLE ${name} (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;`;

const steps: readonly string[] = [
  // 1: the three spaces of the Database port.
  ['image', 'config', 'cache'].map(table).join('\n'),
  // 2: the journal of changed names.
  table('journal'),
  // 3: a checksum of each row.
  ['image', 'config', 'cache', 'journal'].map(addSum).join('\n'),
  // 4: nothing here is another shape, but rows say what is private, and a release that cannot read that would show it.
  '',
];

function addSum(name: string): string {
  return `ALTER TABLE ${name} ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
    UPDATE ${name} SET sum = row_sum(key, value);`;
}

/** Brings the schema to its newest version. Each step is whole or not there at all, also after a crash. */
export function migrate(connection: Connection, all: readonly string[] = steps): void {
  connection.function('row_sum', { deterministic: true }, rowSum);
  for (let version = readVersion(connection); version < all.length; version += 1) {
    const step = connection.transaction(() => {
      connection.exec(all[version] ?? '');
      connection.pragma(`application_id = ${applicationId}`);
      connection.pragma(`user_version = ${version + 1}`);
    });
    step.immediate();
  }
}

/** Fails with `internal` where the schema is not the newest one, for those who must not change it. */
export function checkNewest(connection: Connection): void {
  checkOwner(connection);
  const version = readVersion(connection);
  if (version === steps.length) return;
  const found = `Expected a database of version ${steps.length} but found version ${version}`;
  throw new Failure('internal', `${found}: start the server once, which brings it there.`);
}

/** Fails, having changed nothing, when the file belongs to another program or to a later version of this one. */
export function checkOwner(connection: Connection, newest = steps.length): void {
  const id = connection.pragma('application_id', { simple: true });
  const version = readVersion(connection);
  const objects = connection.prepare('SELECT count(*) FROM sqlite_schema').pluck().get();
  const isNew = id === 0 && version === 0 && objects === 0;
  if (!isNew && id !== applicationId) {
    throw new Failure('internal', `Expected a database of this server but found one of another program (id ${id}).`);
  }
  if (version > newest) {
    const expected = `Expected a database of version ${newest} or older`;
    throw new Failure('internal', `${expected} but found version ${version}, written by a later release.`);
  }
}

function readVersion(connection: Connection): number {
  return Number(connection.pragma('user_version', { simple: true }));
}
