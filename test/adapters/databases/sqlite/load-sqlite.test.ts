import { describe, expect, test } from 'vitest';
import { checkNodeVersion, checkSqliteVersion, loadSqlite } from '../../../../adapters/databases/sqlite/load-sqlite.ts';
import { failureFrom } from '../../../support/failure-from.ts';

describe('loading SQLite', () => {
  test('works here', async () => {
    expect(new (await loadSqlite())(':memory:').open).toBe(true);
  });

  test.each(['18.20.0', '20.19.4', '22.9.0', '23.11.1'])(
    'Node %s is refused before the library can end it',
    (version) => {
      const failure = failureFrom(() => checkNodeVersion(version));
      expect(failure.message).toBe(`Expected Node 24 or newer but this is Node ${version}.`);
    },
  );

  test.each(['24.0.0', '26.10.0'])('Node %s is taken', (version) => checkNodeVersion(version));

  test.each(['3.7.0', '3.50.4', '3.51.2', '3.52.0'])('SQLite %s is refused', (version) => {
    expect(failureFrom(() => checkSqliteVersion(version)).message).toContain(version);
  });

  test.each(['3.51.3', '3.52.1', '3.53.0', '3.54.1', '4.0.0'])('SQLite %s is taken', (version) =>
    checkSqliteVersion(version),
  );
});
