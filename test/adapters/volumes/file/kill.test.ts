// Kills a process that uploads, again and again. It shows that no moment is a bad one to stop;
// what the kernel had not written yet survives a kill, so it says nothing about a power cut.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openSqliteDatabase } from '../../../../adapters/databases/sqlite/open-sqlite-database.ts';
import { openFileVolume } from '../../../../adapters/volumes/file/open-file-volume.ts';
import { createImageLedger } from '../../../../core/index.ts';
import { sha256, wholeOf } from '../../../support/bytes.ts';
import { programOf } from '../../../support/program.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const cycles = 10;
const uploadLoop = programOf('test/adapters/volumes/file/upload-loop.ts');

test(`after each of ${cycles} kills every acknowledged upload is whole, and nothing else is half there`, async () => {
  const directory = await scratchFolder();
  let acknowledgements = 0;
  let litter = 0;
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    const acknowledged = await uploadUntilKilled(directory, cycle);
    acknowledgements += acknowledged.length;
    litter += (await readdir(join(directory, 'pvol', 'staging'))).length;

    const volume = await openFileVolume({ directory: join(directory, 'pvol') });
    expect(await readdir(join(directory, 'pvol', 'staging'))).toEqual([]);
    const digests = new Set<string>();
    for await (const { imgAddr } of volume.list()) {
      expect(sha256(await wholeOf((await volume.read(imgAddr))?.body))).toBe(imgAddr);
      digests.add(imgAddr);
    }
    const database = await openSqliteDatabase({ file: join(directory, 'p.sqlite') });
    const ledger = createImageLedger(database);
    for (const { name, digest } of acknowledged) {
      expect(digests).toContain(digest);
      expect((await ledger.get(name))?.digest).toBe(digest);
    }
    // No row stands for bytes that are not there.
    for (const meta of await ledger.list({ prefix: '', after: '', limit: 1_000_000 })) {
      expect(digests).toContain(meta.digest);
      // The next cycle goes on in the same files, but what it has to look at stays short.
      await ledger.remove(meta.name);
    }
    await database.close();
    for (const imgAddr of digests) await volume.remove(imgAddr);
  }
  // Kills that never met an upload under way would have shown nothing.
  expect(litter).toBeGreaterThan(0);
  expect(acknowledgements).toBeGreaterThan(cycles);
});

async function uploadUntilKilled(directory: string, cycle: number): Promise<{ name: string; digest: string }[]> {
  const child = spawn(process.execPath, [uploadLoop, directory, String(cycle)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await once(child.stdout, 'data');
  await setTimeout(5 + ((cycle * 37) % 60));
  child.kill('SIGKILL');
  await once(child, 'close');
  // The last line may have been cut; then it was not heard.
  const lines = said.split('\n').slice(0, -1);
  return lines.map((line) => line.split('\t')).map(([name = '', digest = '']) => ({ name, digest }));
}
