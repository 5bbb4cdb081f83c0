// A child whose engine does as the first byte of the source says: ends in all the ways in which a decoder can.
import { existsSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { serveTasks } from '../../../../adapters/engines/pool/serve-tasks.ts';
import { Failure } from '../../../../core/failure.ts';
import type { ImageEngine, RenderBatch, RenderTask } from '../../../../core/index.ts';

const config = JSON.parse(process.argv[2] as string) as {
  readonly startsUp: boolean;
  /** Where `crashOnce` remembers that it has. */
  readonly marker?: string;
};
if (!config.startsUp) throw new Error('no codec here');

const behaviours: Readonly<Record<string, (task: RenderTask) => Promise<Uint8Array>>> = {
  answer: async () => Buffer.from(JSON.stringify({ pid: process.pid, environment: process.env })),
  bigAnswer: async () => new Uint8Array(5_000_000).fill(7),
  crash: async () => {
    process.kill(process.pid, 'SIGSEGV');
    return forever();
  },
  crashOnce: async () => {
    if (existsSync(config.marker as string)) return Buffer.from('at the second try');
    writeFileSync(config.marker as string, '');
    process.kill(process.pid, 'SIGSEGV');
    return forever();
  },
  hoard: async () => {
    hoard.push(Buffer.alloc(200_000_000, 1));
    return Buffer.from('hoarded');
  },
  killed: async () => {
    process.kill(process.pid, 'SIGKILL');
    return forever();
  },
  exit: () => process.exit(3),
  spin: async () => {
    for (;;);
  },
  // Kept alive, as a child is by native work.
  sleep: () => {
    setInterval(() => {}, 1000);
    return forever();
  },
  failure: async () => {
    throw new Failure('over-limit', 'Expected less.', { limit: 7 }, new Error('at /secret/path'));
  },
  error: async () => {
    throw new TypeError('Cannot read /secret/path');
  },
};

const hoard: Buffer[] = [];

function forever(): Promise<never> {
  return new Promise(() => {});
}

/** Tells of the first output, and of each other one when nobody waits for it any more. */
async function listen(...[outputs, made]: [RenderBatch['outputs'], Parameters<ImageEngine['renderBatch']>[1]]) {
  made(0, { bytes: Buffer.from('made'), width: 1, height: 2 });
  const rest = [...outputs.entries()].slice(1);
  await Promise.all(
    rest.map(async ([place, { unwanted }]) => {
      await new Promise((resolve) => unwanted?.addEventListener('abort', resolve));
      made(place, new Failure('aborted', 'Nobody waits.'));
    }),
  );
}

const engine: ImageEngine = {
  mark: 'odd 1.0',
  probe: () => Promise.reject(new Failure('corrupt-image', 'It is odd.')),
  async render(task) {
    const bytes = await task.source.bytes();
    const behaviour = behaviours[new TextDecoder().decode(bytes)] ?? (async () => bytes);
    return { bytes: await behaviour(task), width: 1, height: 2 };
  },
  bounds: () => Promise.reject(new Failure('corrupt-image', 'It is odd.')),
  // Tells of the first output, and then does as it is told to.
  async renderBatch({ source, ...batch }, made) {
    if (!('ext' in source)) return;
    if (new TextDecoder().decode(await source.bytes()) === 'listen') return listen(batch.outputs, made);
    const bytes = await source.bytes();
    const behaviour = new TextDecoder().decode(bytes);
    const tell = (place: number) => made(place, { bytes, width: 1, height: 2 });
    tell(0);
    // The parent has it before whatever comes next.
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (behaviour === 'again') tell(0);
    if (behaviour === 'beyond') tell(7);
    await behaviours[behaviour]?.({ ...batch, source, ops: [], encode: { op: 'encode', ext: 'png' } });
  },
  close: async () => {},
};

serveTasks(engine);
