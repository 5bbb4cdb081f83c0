// Kills a process that fills eVol, again and again. What a kill leaves behind must be right or missing.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { programOf } from '../../../support/program.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import { loopEntry, perGroup } from './loop-entry.ts';
import { bytesIn, kib, openVolume } from './open-volume.ts';

const cycles = 6;
const capacityBytes = 8 * 1024 * kib;
const offerLoop = programOf('test/adapters/volumes/segments/offer-loop.ts');

test(`after each of ${cycles} kills entries are whole or missing, and no removed group is back`, async () => {
  const directory = await scratchFolder();
  const removed = new Set<string>();
  let from = 0;
  let hits = 0;
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    const lines = await offerUntilKilled(directory, from, cycle);
    for (const { group } of lines) if (group !== '') removed.add(group);
    const last = (lines.at(-1)?.number ?? from) + perGroup;

    const { volume, told } = await openVolume({ directory, capacityBytes });
    expect(await bytesIn(directory)).toBeLessThanOrEqual(capacityBytes);
    // Also those that were being written at the kill.
    for (let number = Math.max(0, last - 1500); number < last + perGroup; number += 1) {
      const found = await volume.read(`${number}`);
      if (found === undefined) continue;
      const expected = loopEntry(number);
      expect(removed).not.toContain(expected.group);
      expect({ ...found, bytes: 0 }).toEqual({ ...expected, bytes: 0 });
      expect(Buffer.compare(found.bytes, expected.bytes)).toBe(0);
      hits += 1;
    }
    expect(told).toEqual([]);
    await volume.close();
    from = last + perGroup;
  }
  console.info(
    `${cycles} kills: ${from} offered, ${removed.size} groups removed, ${hits} found whole, 0 wrong, 0 back`,
  );
  expect(hits).toBeGreaterThan(cycles * 10);
  expect(removed.size).toBeGreaterThan(cycles);
});

async function offerUntilKilled(directory: string, from: number, cycle: number) {
  const child = spawn(process.execPath, [offerLoop, directory, String(capacityBytes), String(from)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await once(child.stdout, 'data');
  await setTimeout(20 + ((cycle * 37) % 80));
  child.kill('SIGKILL');
  await once(child, 'close');
  // The last line may have been cut; then it was not heard.
  return said
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t'))
    .map(([number, group = '']) => ({ number: Number(number), group }));
}
