// What is kept from render processes, tried from inside of one; the same child without confinement is the control.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  type Confinement,
  type Fence,
  findConfinement,
  memoryFor,
  unconfined,
} from '../../../../adapters/engines/pool/confinement.ts';
import { createEnginePool } from '../../../../adapters/engines/pool/engine-pool.ts';
import { defaultLimits, type ImageEngine } from '../../../../core/index.ts';
import { childrenOf, workersOf } from '../../../../infra/bench/hostile/family.ts';
import { imagesOrSkip } from '../../../support/images.ts';
import { drawPicture, sourceOf } from '../../../support/pictures.ts';
import { programOf } from '../../../support/program.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import type { Targets } from './prying-child.ts';

const kept: Readonly<Record<Exclude<Fence, 'privileges'>, readonly string[]>> = {
  files: [
    'make a file',
    'make a file natively',
    'write to a file',
    'change a mode',
    'rename a file',
    'remove a file',
    'make a directory',
    'write into memory of its own that others see',
  ],
  network: ['reach a port of this machine'],
  processes: ['signal the server', 'read the environment of the server'],
  memory: ['hold four gigabytes'],
  scripts: ['make a file', 'write to a file', 'remove a file', 'make a directory', 'start a process', 'start a worker'],
};

let found: Confinement;
beforeAll(async () => {
  found = await findConfinement(memoryFor(50_000_000));
  const missing = Object.keys(kept).filter((fence) => !found.fences.includes(fence as Fence));
  if (missing.length > 0) console.info(`this system does not offer: ${missing.join(', ')}`);
});

async function poolOf(confinement: Confinement, entry: string, config: unknown = {}): Promise<ImageEngine> {
  const pool = await createEnginePool({ entry, renderers: 1, limits: defaultLimits, config, confinement });
  onTestFinished(() => pool.close());
  return pool;
}

/** What a child in this confinement was able to do. */
async function donePrying(confinement: Confinement): Promise<string[]> {
  const pool = await poolOf(confinement, programOf('test/adapters/engines/pool/prying-child.ts'));
  const folder = await scratchFolder();
  const listener = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  onTestFinished(() => void listener.close());
  const targets: Targets = {
    folder,
    file: join(folder, 'file'),
    port: (listener.address() as { port: number }).port,
    server: process.pid,
  };
  await writeFile(targets.file, 'original');
  const { bytes } = await pool.render({
    source: sourceOf('png', Buffer.from(JSON.stringify(targets))),
    frames: 'all',
    ops: [],
    encode: { op: 'encode', ext: 'png' },
  });
  if (confinement.fences.includes('files')) expect(readFileSync(targets.file, 'utf8')).toBe('original');
  return JSON.parse(new TextDecoder().decode(bytes)) as string[];
}

describe.runIf(process.platform === 'linux')('a render process', () => {
  it('can do all that when nothing keeps it from it', async () => {
    const done = await donePrying(unconfined());
    expect(done).toEqual(expect.arrayContaining(Object.values(kept).flat()));
    if (existsSync('/dev/shm/imageserver-test')) execFileSync('rm', ['/dev/shm/imageserver-test']);
  });

  it('can do nothing of what the fences that are told of keep from it', async () => {
    const done = await donePrying(found);
    for (const fence of Object.keys(kept) as (keyof typeof kept)[]) {
      if (found.fences.includes(fence))
        expect(
          done.filter((name) => kept[fence].includes(name)),
          fence,
        ).toEqual([]);
    }
    expect(found.fences).toContain('scripts');
  });

  it('can not write, reach out or get powers back with native code either, for which Node’s permissions mean nothing', async () => {
    const done = await donePrying({ ...found, flags: [] });
    for (const fence of ['files', 'network', 'processes'] as const) {
      if (found.fences.includes(fence))
        expect(
          done.filter((name) => kept[fence].includes(name)),
          fence,
        ).toEqual([]);
    }
    if (found.fences.includes('files')) {
      expect(done).not.toContain('make a mount writable');
      expect(done).not.toContain('become somebody else');
    }
  });

  it('refuses a picture that needs more memory than it may hold, and goes on', async () => {
    const folder = imagesOrSkip(1, 'a picture that needs gigabytes');
    if (folder === undefined || !found.fences.includes('memory')) return;
    const entry = programOf('adapters/node/render-child.ts');
    const limits = { ...defaultLimits, sourcePixels: 300_000_000, avifPixels: 300_000_000 };
    const bound = await findConfinement(1_200_000_000);
    const told: string[] = [];
    const tell = (event: string) => void told.push(event);
    const config = { limits, inputs: ['avif', 'png'] };
    const pool = await createEnginePool({ entry, renderers: 1, limits, config, confinement: bound, tell });
    onTestFinished(() => pool.close());
    const bomb = readFileSync(join(folder, 'bombs', '17000x17000.avif'));
    await expect(pool.probe(sourceOf('avif', bomb))).rejects.toMatchObject({ code: 'over-limit' });
    const small = sourceOf('png', await drawPicture('png', { width: 4, height: 3 }));
    expect(await pool.probe(small)).toMatchObject({ width: 4 });
    expect(told).toEqual([]);
  });

  it('renders as ever in its confinement, reads sources by path, and comes last for the CPU', async () => {
    const entry = programOf('adapters/node/render-child.ts');
    const pool = await poolOf(found, entry, { limits: defaultLimits, inputs: ['png'] });
    const path = join(await scratchFolder(), 'a.png');
    const bytes = await drawPicture('png', { width: 40, height: 30 });
    await writeFile(path, bytes);
    for (const source of [sourceOf('png', bytes), { ...sourceOf('png', bytes), path }]) {
      expect(await pool.probe(source)).toMatchObject({ width: 40, height: 30 });
    }
    const threads = workersOf(process.pid).flatMap((pid) =>
      readdirSync(`/proc/${pid}/task`).map((thread) => readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')),
    );
    // proc_pid_stat(5), field 19.
    const niceness = threads.map((stat) => Number(stat.split(') ')[1]?.split(' ')[16]));
    expect(niceness.length).toBeGreaterThan(1);
    expect(niceness).toEqual(niceness.map(() => 10));
    await pool.close();
    await expect.poll(() => childrenOf(process.pid)).toEqual([]);
  });
});
