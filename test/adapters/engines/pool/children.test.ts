// What the pool does about children that crash, hang, are killed or say nonsense, and that it leaves none behind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readdir, readlink } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, onTestFinished } from 'vitest';
import { createEnginePool, type EnginePoolOptions } from '../../../../adapters/engines/pool/engine-pool.ts';
import { Failure } from '../../../../core/failure.ts';
import { defaultLimits, type ImageEngine, type RenderTask } from '../../../../core/index.ts';
import { sourceOf } from '../../../support/pictures.ts';
import { programOf } from '../../../support/program.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const entry = programOf('test/adapters/engines/pool/odd-child.ts');
const told: { event: string; cause: unknown }[] = [];

async function odd(changes: Partial<EnginePoolOptions> = {}): Promise<ImageEngine> {
  const pool = await createEnginePool({
    entry,
    renderers: 1,
    limits: defaultLimits,
    config: { startsUp: true },
    tell: (event, fields) => told.push({ event, cause: fields?.cause }),
    ...changes,
  });
  onTestFinished(() => pool.close());
  return pool;
}

afterEach(() => told.splice(0));

const task = (behaviour: string | Uint8Array): RenderTask => ({
  source: sourceOf('png', typeof behaviour === 'string' ? Buffer.from(behaviour) : behaviour),
  frames: 'all',
  ops: [],
  encode: { op: 'encode', ext: 'png' },
});

interface Child {
  readonly pid: number;
  readonly environment: Record<string, string>;
}

async function childOf(pool: ImageEngine): Promise<Child> {
  return JSON.parse(new TextDecoder().decode((await pool.render(task('answer'))).bytes));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

it.each([
  ['crash', 'corrupt-image'],
  ['killed', 'overloaded'],
  ['exit', 'internal'],
] as const)('a child that dies fails its own task only and is replaced: %s', async (behaviour, code) => {
  const pool = await odd();
  const { pid } = await childOf(pool);
  const [dying, next] = await Promise.allSettled([pool.render(task(behaviour)), pool.render(task('answer'))]);
  expect(dying).toMatchObject({ status: 'rejected', reason: { code } });
  expect(next).toMatchObject({ status: 'fulfilled' });
  expect((await childOf(pool)).pid).not.toBe(pid);
  expect(told.map(({ event }) => event)).toEqual(['renderer.ended', 'renderer.ended']);
});

it('a task whose child dies is tried once more on another child, and its source is read once', async () => {
  const marker = join(await scratchFolder(), 'crashed');
  const pool = await odd({ config: { startsUp: true, marker } });
  let reads = 0;
  const source = {
    ...sourceOf('png', new Uint8Array(9)),
    bytes: async () => {
      reads += 1;
      return Buffer.from('crashOnce');
    },
  };
  const { bytes } = await pool.render({ ...task(''), source });
  expect(new TextDecoder().decode(bytes)).toBe('at the second try');
  expect(reads).toBe(1);
  expect(told.map(({ event }) => event)).toEqual(['renderer.ended']);
});

it('failures come from the child with their code and detail, and errors without a word of theirs', async () => {
  const pool = await odd();
  const refused = { code: 'over-limit', message: 'Expected less.', detail: { limit: 7 } };
  await expect(pool.render(task('failure'))).rejects.toMatchObject(refused);
  const failure = await pool.render(task('error')).catch((error) => error);
  expect(failure).toMatchObject({ code: 'internal' });
  expect(failure.message).not.toContain('secret');
  expect(String(failure.cause)).toContain('/secret/path');
  await expect(pool.probe(sourceOf('png', new Uint8Array(1)))).rejects.toMatchObject({ code: 'corrupt-image' });
  expect(told).toEqual([]);
});

it('a child that runs away is killed at the deadline, also while it is too busy to listen', async () => {
  const pool = await odd({ limits: { ...defaultLimits, renderMillis: 3000 } });
  const { pid } = await childOf(pool);
  await expect(pool.render(task('spin'))).rejects.toMatchObject({ code: 'timeout' });
  expect((await childOf(pool)).pid).not.toBe(pid);
  expect(isRunning(pid)).toBe(false);
});

it.each([
  ['crash', 'corrupt-image', [0, 1]],
  ['again', 'internal', [0, 1]],
  ['beyond', 'internal', [0, 1]],
  ['silence', 'internal', [0]],
  ['failure', 'over-limit', [0]],
] as const)(
  'of a batch that ends early what was told stays, and another child gets the rest: %s',
  async (behaviour, code, told) => {
    const pool = await odd();
    const { source, ops, encode } = task(behaviour);
    const output = { ops, encode };
    const made: unknown[] = [];
    const batch = pool.renderBatch({ source, frames: 'all', outputs: [output, output, output] }, (place, result) => {
      made.push([place, result]);
    });
    await expect(batch).rejects.toMatchObject({ code });
    expect(made).toMatchObject(told.map((place) => [place, { width: 1, height: 2 }]));
    await childOf(pool);
  },
);

it('a child hears which outputs of its batch nobody waits for any more', async () => {
  const pool = await odd();
  const { pid } = await childOf(pool);
  const { source, ops, encode } = task('listen');
  const leaving = [new AbortController(), new AbortController()];
  const outputs = [{ ops, encode }, ...leaving.map(({ signal: unwanted }) => ({ ops, encode, unwanted }))];
  const made: unknown[] = [];
  await pool.renderBatch({ source, frames: 'all', outputs }, (place, result) => {
    made.push([place, result]);
    leaving[place === 0 ? 1 : 0]?.abort();
  });
  expect(made).toMatchObject([
    [0, { width: 1 }],
    [2, { code: 'aborted' }],
    [1, { code: 'aborted' }],
  ]);
  expect((await childOf(pool)).pid).toBe(pid);
});

it('an abort kills the child that is working and no other', async () => {
  const pool = await odd({ renderers: 2 });
  const stop = new AbortController();
  const sleeping = expect(pool.render(task('sleep'))).rejects.toMatchObject({ message: 'The engine was closed.' });
  const bytes = async () => {
    // The bytes are on their way to the child when this comes round.
    setTimeout(() => stop.abort());
    return Buffer.from('spin');
  };
  const spinning = pool.render(
    { ...task(''), source: { ...sourceOf('png', Buffer.from('spin')), bytes } },
    stop.signal,
  );
  await expect(spinning).rejects.toMatchObject({ code: 'aborted' });
  await childOf(pool);
  expect(told.length).toBe(1);
  await pool.close();
  await sleeping;
});

it('tasks wait their turn, and one that is aborted while it waits costs no child and reads no source', async () => {
  const pool = await odd();
  const { pid } = await childOf(pool);
  const done: string[] = [];
  const read: string[] = [];
  const stop = new AbortController();
  const turn = (name: string) => {
    const bytes = async () => {
      read.push(name);
      return Buffer.from(name);
    };
    const source = { ...sourceOf('png', Buffer.from(name)), bytes };
    return pool.render({ ...task(''), source }, name === 'b' ? stop.signal : undefined).then(
      () => done.push(name),
      () => done.push(`not ${name}`),
    );
  };
  const turns = ['a', 'b', 'c', 'd'].map(turn);
  stop.abort();
  await Promise.all(turns);
  expect(done).toEqual(['not b', 'a', 'c', 'd']);
  expect(read).toEqual(['a', 'c', 'd']);
  expect((await childOf(pool)).pid).toBe(pid);
});

it('waiting counts towards the deadline', async () => {
  const pool = await odd({ limits: { ...defaultLimits, renderMillis: 300 } });
  const both = await Promise.allSettled([pool.render(task('sleep')), pool.render(task('answer'))]);
  expect(both.map((result) => result.status === 'rejected' && result.reason.code)).toEqual(['timeout', 'timeout']);
});

it('sources and results of any length pass unchanged', async () => {
  const pool = await odd();
  for (const length of [1, 65_535, 65_536, 65_537, 3_000_000]) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 31) % 251);
    const { bytes: echo } = await pool.render(task(bytes));
    expect(Buffer.compare(echo, bytes), `${length}`).toBe(0);
  }
  expect((await pool.render(task('bigAnswer'))).bytes.length).toBe(5_000_000);
});

it('children see nothing of the server’s environment, have nothing open but their pipes, and come last for the CPU', async () => {
  process.env.IMG_TOKEN = 'a secret';
  onTestFinished(() => void delete process.env.IMG_TOKEN);
  const pool = await odd();
  const { pid, environment } = await childOf(pool);
  expect(Object.keys(environment).toSorted()).toEqual(['MALLOC_ARENA_MAX', 'UV_THREADPOOL_SIZE']);
  expect(getPriority(pid)).toBe(10);
});

it('dear tasks go to a child that stands back further, and each task to the other kind where its own is taken', async () => {
  const pool = await odd({ dearRenderers: 1 });
  const nicenessOf = async (dear: boolean) => {
    const { bytes } = await pool.render({ ...task('answer'), dear });
    return getPriority(JSON.parse(new TextDecoder().decode(bytes)).pid);
  };
  expect([await nicenessOf(true), await nicenessOf(false), await nicenessOf(true)]).toEqual([14, 10, 14]);
  const gone = new AbortController();
  const busy = pool.render({ ...task('sleep'), dear: true }, gone.signal).catch(({ code }) => code);
  expect([await nicenessOf(true), await nicenessOf(false)]).toEqual([10, 10]);
  gone.abort(new Failure('aborted', 'Enough.'));
  expect(await busy).toBe('aborted');
});

it.runIf(process.platform === 'linux')('children hold no descriptor of a file that the server has open', async () => {
  const file = await open(new URL(import.meta.url), 'r');
  onTestFinished(() => file.close());
  const pool = await odd();
  const { pid } = await childOf(pool);
  const targets = await Promise.all(
    (await readdir(`/proc/${pid}/fd`)).map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')),
  );
  expect(targets.filter((target) => target.endsWith('.ts'))).toEqual([]);
});

it('a child that does not start fails the start of the pool, with what it said as the cause', async () => {
  const failure = await odd({ config: { startsUp: false } }).catch((error) => error);
  expect(failure).toMatchObject({ code: 'internal' });
  expect(String(failure.cause)).toContain('no codec here');
});

it('children that talk nonsense are killed', async () => {
  const nonsense = programOf('test/adapters/engines/pool/nonsense-child.ts');
  const pool = await odd({ entry: nonsense });
  await expect(pool.render(task('a'))).rejects.toMatchObject({ code: 'internal' });
  await expect(pool.render(task('b'))).rejects.toMatchObject({ code: 'internal' });
});

it('children end when the pool is closed', async () => {
  const pool = await odd({ renderers: 2 });
  const { pid } = await childOf(pool);
  await pool.close();
  expect(isRunning(pid)).toBe(false);
});

it('children end when the server is killed, whatever they are doing', async () => {
  const parent = spawn(process.execPath, [programOf('test/adapters/engines/pool/killed-parent.ts'), entry], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(parent.stdout, 'data');
  const pids = JSON.parse(String(line)) as number[];
  expect(pids.map(isRunning)).toEqual([true, true]);
  parent.kill('SIGKILL');
  await expect.poll(() => pids.filter(isRunning), { timeout: 5000 }).toEqual([]);
});

it('a signal to the whole group leaves children to their parent', async () => {
  const pool = await odd();
  const { pid } = await childOf(pool);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.kill(pid, signal);
  expect((await childOf(pool)).pid).toBe(pid);
});
