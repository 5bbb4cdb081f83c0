// CS-18: whatever happens to pDatabase's file, what is answered from it was stored, or the damage is seen.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkDatabase } from '../../../../adapters/databases/sqlite/check-database.ts';
import { openReadOnly } from '../../../../adapters/databases/sqlite/open-read-only.ts';
import { openSqliteDatabase } from '../../../../adapters/databases/sqlite/open-sqlite-database.ts';
import { prepareSpace } from '../../../../adapters/databases/sqlite/space-statements.ts';
import type { Row } from '../../../../core/database/database.ts';
import { noise } from '../../../support/bytes.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const all = { prefix: '', after: '', limit: 10_000 };
const flips = 250;

async function filled(): Promise<{ file: string; rows: readonly Row[] }> {
  const file = join(await scratchFolder(), 'p.sqlite');
  const database = await openSqliteDatabase({ file });
  const rows = Array.from({ length: 300 }, (_, index) => ({
    key: `n:album/${1000 + index}.jpg`,
    value: JSON.stringify({ width: index, digest: 'ab'.repeat(index % 60), name: `album/${1000 + index}.jpg` }),
  }));
  await database.commit(rows.map((row) => ({ space: 'image', ...row })));
  await database.close();
  return { file, rows };
}

/** What the rows are read as; undefined when the file is refused, as a start would refuse it. */
async function readAll(file: string): Promise<readonly Row[] | undefined> {
  try {
    const connection = await openReadOnly(file);
    try {
      return prepareSpace(connection, 'image').scan(all);
    } finally {
      connection.close();
    }
  } catch {
    return undefined;
  }
}

/** Whether the operator's check sees it, by finding faults or by failing. */
async function isSeen(file: string): Promise<boolean> {
  return checkDatabase({ file }).then(
    (faults) => faults.length > 0,
    () => true,
  );
}

test('CS-18: of any flipped bit, a value is as it was stored or is none, and what is not as it was is seen', async () => {
  const { file, rows } = await filled();
  const whole = readFileSync(file);
  const right = new Map(rows.map(({ key, value }) => [key, value]));
  const places = noise(flips * 4, 7);
  const outcome = { refused: 0, seen: 0, harmless: 0 };
  for (let flip = 0; flip < flips; flip += 1) {
    const bytes = Buffer.from(whole);
    const bit = new DataView(places.buffer).getUint32(flip * 4) % (whole.length * 8);
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    writeFileSync(file, bytes);
    const found = await readAll(file);
    if (found === undefined) outcome.refused += 1;
    else if (JSON.stringify(found) === JSON.stringify(rows)) outcome.harmless += 1;
    else {
      for (const { key, value } of found) if (value !== '') expect(right.get(key)).toBe(value);
      expect([bit, await isSeen(file)]).toEqual([bit, true]);
      outcome.seen += 1;
    }
  }
  expect(outcome.seen).toBeGreaterThan(flips / 4);
  expect(outcome.harmless + outcome.refused + outcome.seen).toBe(flips);
});

test('CS-18: a page of nonsense in any place is refused or seen', async () => {
  const { file } = await filled();
  const whole = readFileSync(file);
  const pageBytes = 4096;
  for (let at = 0; at < whole.length; at += pageBytes) {
    writeFileSync(file, Buffer.concat([whole.subarray(0, at), noise(pageBytes, at), whole.subarray(at + pageBytes)]));
    expect([at, await isSeen(file)]).toEqual([at, true]);
  }
});
