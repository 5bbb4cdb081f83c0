// CS-03: the power goes at a random moment of uploads, replaces and deletes over HTTP. What was acknowledged has to be
// there, what was acknowledged as deleted has to be gone, and nothing may be half there.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { type LoopDisk, makeLoopDisk } from '../support/loop-disk.ts';
import { drawPicture } from '../support/pictures.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { type Served, serve } from '../support/served.ts';

const cycles = 4;
const lanes = 4;
const settings = { IMG_EVOL_BYTES: '0', IMG_RENDERERS: '1' };

/** What a client knows: the bytes that were acknowledged last, or that a delete was. */
type Expected = Map<string, Uint8Array | 'deleted'>;

const unsynced = 'Nobody asked for this to be durable.';

let drawn = 0;

function nextPicture(): Promise<Uint8Array> {
  drawn += 1;
  return drawPicture('png', { width: 16 + (drawn % 61), height: 12 + (drawn % 47), seed: drawn * 1.37 });
}

function call(server: Served, method: string, name: string, body?: Uint8Array): Promise<Response> {
  const headers = { authorization: `Bearer ${server.token}` };
  const sent = body === undefined ? {} : { body: new Uint8Array(body) };
  return fetch(`${server.url}/api/images/${name}`, { method, headers, ...sent });
}

/** Changes names of its own until the disk is gone; a change without an answer leaves its name open. */
async function changeForEver(server: Served, lane: string, expected: Expected): Promise<void> {
  for (let step = 0; ; step += 1) {
    const name = `${lane}/${step % 7 === 6 ? step - 4 : step}.png`;
    const deletes = step % 5 === 4;
    const target = deletes ? `${lane}/${step - 2}.png` : name;
    const picture = await nextPicture();
    const before = expected.get(target);
    expected.delete(target);
    try {
      const answer = deletes ? await call(server, 'DELETE', target) : await call(server, 'PUT', target, picture);
      await answer.arrayBuffer();
      if (answer.status >= 500) return;
      if (answer.status === 404 && before !== undefined) expected.set(target, before);
      else expected.set(target, deletes ? 'deleted' : picture);
    } catch {
      // The server was killed under the request.
      return;
    }
  }
}

async function verify(server: Served, expected: Expected): Promise<{ lost: string[]; back: string[] }> {
  const lost: string[] = [];
  const back: string[] = [];
  for (const [name, was] of expected) {
    const answer = await fetch(`${server.url}/original/${name}`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (was === 'deleted') {
      if (answer.status !== 404) back.push(name);
    } else if (answer.status !== 200 || !bytes.equals(was)) lost.push(name);
  }
  return { lost, back };
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

async function served(disk: LoopDisk): Promise<Served> {
  const server = await serve(join(disk.mountPoint, 'data'), settings);
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  return server;
}

async function cutAtRandom(disk: LoopDisk, expected: Expected, cycle: number): Promise<void> {
  const server = await served(disk);
  const busy = Array.from({ length: lanes }, (_, lane) => changeForEver(server, `${cycle}-${lane}`, expected));
  await pause(200 + Math.random() * 600);
  // A new file each time: ext4 writes one that is truncated and rewritten out on its own.
  writeFileSync(join(disk.mountPoint, `unsynced-${cycle}`), unsynced);
  disk.cutPower();
  await server.stop('SIGKILL');
  await Promise.all(busy);
  await disk.unmount();
  disk.mount();
}

it.for(['xfs', 'ext4'] as const)(
  'a power cut on %s loses nothing that was acknowledged',
  { timeout: 120_000 },
  async (fileSystem, { skip }) => {
    const disk = makeLoopDisk(await scratchFolder(), fileSystem);
    if (typeof disk === 'string') {
      console.info(`skipped ${cycles} power cuts: ${disk}`);
      return skip(disk);
    }
    onTestFinished(() => disk.release());
    const expected: Expected = new Map();
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      await cutAtRandom(disk, expected, cycle);
      // The control: if this had survived whole, the power would not have been cut. (Its name may: others sync the log.)
      expect(textOf(join(disk.mountPoint, `unsynced-${cycle}`))).not.toBe(unsynced);
      const server = await served(disk);
      const { lost, back } = await verify(server, expected);
      await server.stop('SIGTERM');
      expect({ lost, back }).toEqual({ lost: [], back: [] });
    }
    const deleted = [...expected.values()].filter((was) => was === 'deleted').length;
    expect(expected.size - deleted).toBeGreaterThan(cycles);
    console.info(
      `${fileSystem}: ${cycles} power cuts, ${expected.size - deleted} uploads and ${deleted} deletes acknowledged, 0 lost, 0 back`,
    );
  },
);
