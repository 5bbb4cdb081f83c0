import { expect, test } from 'vitest';
import { createMDatabase } from '../../../core/database/compact-m-database.ts';
import { createImageLedger } from '../../../core/database/create-image-ledger.ts';
import { loadMDatabase } from '../../../core/database/load-m-database.ts';
import { createMemoryDatabase } from '../../../core/database/memory-database.ts';
import { recordOf } from '../../../core/image/image-meta.ts';
import { metaOf } from './meta-of.ts';

test.each([0, 1, 999, 1000, 1001, 2500])('all of %i images are found in mDatabase after the start', async (count) => {
  const ledger = createImageLedger(createMemoryDatabase());
  const metas = Array.from({ length: count }, (_, index) => metaOf(`name ${index}`, { byteLength: index + 1 }));
  await Promise.all(metas.map((meta) => ledger.put(meta)));
  const mDatabase = createMDatabase();
  expect(await loadMDatabase(ledger, mDatabase)).toBe(count);
  expect(mDatabase.size).toBe(count);
  for (const meta of metas) expect(mDatabase.lookup(meta.name)).toEqual(recordOf(meta));
});

test('a start over a damaged row fails instead of leaving an image out', async () => {
  const database = createMemoryDatabase();
  const ledger = createImageLedger(database);
  await ledger.put(metaOf('a'));
  await database.commit([{ space: 'image', key: 'n:b', value: '{}' }]);
  await expect(loadMDatabase(ledger, createMDatabase())).rejects.toMatchObject({ code: 'internal' });
});
