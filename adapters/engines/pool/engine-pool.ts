// ImageEngine over a few long-lived child processes. A picture that crashes its decoder, or takes too long, costs one
// child and its own task; the others go on, and the child is replaced. Which engine works in them is the entry's choice.
import { setTimeout as pause } from 'node:timers/promises';
import {
  type EngineSource,
  Failure,
  type ImageEngine,
  type Limits,
  type Tell,
  unlessAborted,
  withDeadline,
} from '../../../core/index.ts';
import { type Answer, type Call, received } from './messages.ts';
import { type Renderer, startRenderer } from './renderer.ts';

export interface EnginePoolOptions {
  /** Module that each child runs: it ends in serveTasks. */
  readonly entry: URL | string;
  /** Number of children, at least 1. */
  readonly renderers: number;
  readonly limits: Limits;
  /** What the entry is told, as JSON in its one argument. */
  readonly config: unknown;
  /** Hears `renderer.ended` of every child that had to be replaced, and `renderer.failed` when that did not work. */
  readonly tell?: Tell;
}

// Between two attempts to replace a child that does not start.
const pauseMillis = 1000;

/** Resolves when all children are ready; fails with `internal` when one does not start. */
export async function createEnginePool(options: EnginePoolOptions): Promise<ImageEngine> {
  const { entry, renderers, limits, config, tell = () => {} } = options;
  const closing = new AbortController();
  const closed = closing.signal;
  const idle: Renderer[] = [];
  // Tasks that wait for a renderer, in order of arrival.
  const waiting = new Set<(renderer: Renderer) => void>();

  const take = (stop: AbortSignal): Renderer | Promise<Renderer> =>
    idle.pop() ??
    new Promise((resolve) => {
      const admit = (renderer: Renderer) => {
        leave();
        stop.removeEventListener('abort', leave);
        resolve(renderer);
      };
      const leave = () => waiting.delete(admit);
      waiting.add(admit);
      stop.addEventListener('abort', leave, { once: true });
    });

  const free = (renderer: Renderer) => {
    const [admit] = waiting;
    if (admit === undefined) idle.push(renderer);
    else admit(renderer);
  };

  const perform = (call: Call, source: EngineSource, signal: AbortSignal = closed): Promise<Answer> =>
    withDeadline(limits.renderMillis, AbortSignal.any([closed, signal]), (stop) =>
      unlessAborted(stop, async () => {
        const renderer = await take(stop);
        try {
          const body = source.path === undefined ? await source.bytes() : undefined;
          stop.throwIfAborted();
          return await ask(renderer, call, source, body, stop);
        } finally {
          if (renderer.alive) free(renderer);
        }
      }),
    );

  // Keeps one child running until the pool is closed.
  const keep = async (first: Renderer) => {
    for (let renderer: Renderer | undefined = first; renderer !== undefined; renderer = await replacement()) {
      const { kill, ended } = renderer;
      closed.addEventListener('abort', kill);
      if (closed.aborted) kill();
      else free(renderer);
      const cause = await ended;
      closed.removeEventListener('abort', kill);
      const place = idle.indexOf(renderer);
      if (place >= 0) idle.splice(place, 1);
      if (!closed.aborted) tell('renderer.ended', { cause });
    }
  };

  const replacement = async (): Promise<Renderer | undefined> => {
    while (!closed.aborted) {
      try {
        return await startRenderer(entry, config);
      } catch (error) {
        tell('renderer.failed', { cause: error });
        // Cut short by closing, which ends the loop.
        await pause(pauseMillis, undefined, { signal: closed }).catch(() => {});
      }
    }
    return undefined;
  };

  const started = await startAll(renderers, () => startRenderer(entry, config));
  const kept = started.map(keep);
  return {
    mark: (started[0] as Renderer).mark,
    async probe(source, signal) {
      const { reply } = await perform({ call: 'probe' }, source, signal);
      if (!('probe' in reply)) throw unexpected();
      return reply.probe;
    },
    async render({ source, ...task }, signal) {
      const { reply, body: bytes } = await perform({ call: 'render', task }, source, signal);
      if (!('width' in reply)) throw unexpected();
      return { bytes, width: reply.width, height: reply.height };
    },
    async close() {
      closing.abort(new Failure('aborted', 'The engine was closed.'));
      await Promise.all(kept);
    },
  };
}

async function startAll(count: number, start: () => Promise<Renderer>): Promise<Renderer[]> {
  const results = await Promise.allSettled(Array.from({ length: count }, start));
  const started = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed === undefined) return started;
  for (const renderer of started) renderer.kill();
  throw failed.reason;
}

async function ask(
  renderer: Renderer,
  call: Call,
  { ext, byteLength, shape, path }: EngineSource,
  body: Uint8Array | undefined,
  stop: AbortSignal,
): Promise<Answer> {
  const source = { ext, byteLength, ...(shape && { shape }), ...(path === undefined ? {} : { path }) };
  stop.addEventListener('abort', renderer.kill, { once: true });
  try {
    const answer = await renderer.ask({ ...call, source }, body);
    if ('failure' in answer.reply) throw received(answer.reply.failure);
    return answer;
  } finally {
    stop.removeEventListener('abort', renderer.kill);
  }
}

function unexpected(): Failure {
  return new Failure('internal', 'The image could not be rendered.');
}
