import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyDurably } from '../../../../adapters/volumes/file/copy-durably.ts';
import { noise } from '../../../support/bytes.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

test('a copy has the bytes, is a file of its own, and never takes the place of another', async () => {
  const folder = await scratchFolder();
  const [from, to] = [join(folder, 'from'), join(folder, 'to')];
  await writeFile(from, noise(300_000));
  await copyDurably(from, to);
  await writeFile(from, 'changed since');
  expect(new Uint8Array(await readFile(to))).toEqual(noise(300_000));
  await expect(copyDurably(from, to)).rejects.toMatchObject({ code: 'EEXIST' });
});
