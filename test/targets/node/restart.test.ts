// Starts of the Node target on a data directory that has been through something: all names have to be found.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { type Served, serve } from '../../support/served.ts';

const names = Array.from({ length: 12 }, (_, index) => `album/${index}.png`);

async function change(server: Served, method: 'PUT' | 'DELETE', name: string, body?: Uint8Array): Promise<void> {
  const answer = await fetch(`${server.url}/api/images/${name}`, {
    method,
    headers: { authorization: `Bearer ${server.token}` },
    ...(body === undefined ? {} : { body: new Uint8Array(body) }),
  });
  expect(answer.ok).toBe(true);
}

async function found(server: Served): Promise<string[]> {
  const answers = await Promise.all(names.map((name) => fetch(`${server.url}/img/_/${name}`, { method: 'HEAD' })));
  return names.filter((_, index) => answers[index]?.status === 200);
}

it('all names are found after a kill, and with a backup of the index that is missing, damaged or left behind', async () => {
  const folder = await scratchFolder();
  const backup = join(folder, 'mdatabase.backup');
  const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .png()
    .toBuffer();

  const first = await serve(folder);
  for (const name of names) await change(first, 'PUT', name, picture);
  await change(first, 'DELETE', names[0] ?? '');
  const kept = names.slice(1);
  await first.stop('SIGKILL');

  const second = await serve(folder);
  expect(await found(second)).toEqual(kept);
  expect(await second.stop()).toBe(0);
  expect(existsSync(backup)).toBe(true);

  const third = await serve(folder);
  expect(await found(third)).toEqual(kept);
  await change(third, 'DELETE', names[1] ?? '');
  await third.stop('SIGKILL');
  expect(third.printed().err).not.toContain('mdatabase.rebuild');
  kept.shift();

  const bytes = readFileSync(backup);
  for (const spoil of [
    () => rmSync(backup),
    () => writeFileSync(backup, bytes),
    () => writeFileSync(backup, bytes.subarray(0, 100)),
    () => writeFileSync(backup, flipped(readFileSync(backup), 70)),
  ]) {
    spoil();
    const again = await serve(folder);
    expect(await found(again)).toEqual(kept);
    expect(await again.stop()).toBe(0);
    expect(again.printed().err).toContain('mdatabase.rebuild');
  }
}, 60_000);

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
}
