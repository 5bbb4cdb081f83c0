// ImageEngine over a few long-lived child processes. A picture that crashes its decoder, or takes too long, costs its
// own task and the children it ends; the others go on. Which engine works in the children is the entry's choice.

import { Failure } from '../../../core/failure.ts';
import { withDeadline } from '../../../core/flow/deadline.ts';
import { unlessAborted } from '../../../core/flow/unless-aborted.ts';
import type { ImageEngine, Limits, Tell } from '../../../core/index.ts';
import type { Confinement } from './confinement.ts';
import { type Job, jobOf, jobOfBatch } from './job.ts';
import { keepRenderers, type Wear } from './keep-renderers.ts';
import { type Answer, received } from './messages.ts';
import { createQuarantine, mostDeaths } from './quarantine.ts';
import { type Renderer, startRenderer } from './renderer.ts';

export interface EnginePoolOptions {
  /** Module that each child runs: it ends in serveTasks. */
  readonly entry: URL | string;
  /** Number of children, at least 1. */
  readonly renderers: number;
  /** So many more that stand back for those: dear tasks go to them first. None where it is left out. */
  readonly dearRenderers?: number;
  readonly limits: Limits;
  /** What the entry is told, as JSON in its one argument. */
  readonly config: unknown;
  /** What is kept from each child; nothing where it is left out. */
  readonly confinement?: Confinement;
  /** When a child is relieved by a new one; never where it is left out. */
  readonly wear?: Wear;
  /** How long bytes that have ended two children are not tried again; 0 is not at all. An hour where it is left out. */
  readonly quarantineMillis?: number;
  /**
   * Hears `renderer.ended` of every child that had to be replaced, `renderer.failed` when that did not work,
   * `renderer.relieved`, `quarantine.begin` and `quarantine.end`.
   */
  readonly tell?: Tell;
}

const anHour = 3_600_000;

/** Resolves when all children are ready; fails with `internal` when one does not start. */
export async function createEnginePool(options: EnginePoolOptions): Promise<ImageEngine> {
  const { entry, renderers: cheap, dearRenderers: dear = 0, limits, config, confinement, tell = () => {} } = options;
  const { wear = { tasks: 0, rssBytes: 0 }, quarantineMillis = anHour } = options;
  const closing = new AbortController();
  const closed = closing.signal;
  const quarantine = createQuarantine(quarantineMillis, tell);
  const start = (forDear: boolean) => startRenderer(entry, config, forDear, confinement);
  const renderers = await keepRenderers({ start, counts: { cheap, dear }, wear, tell });

  /** One try on one child. Throws `Ended` when the child ended under the task and nobody here had stopped it. */
  const attempt = async (job: Job, stop: AbortSignal, restart: () => void): Promise<Answer> => {
    const renderer = await renderers.take(job.dear, stop);
    try {
      const body = await job.bytes();
      stop.throwIfAborted();
      return await ask(renderer, job, body, stop, restart);
    } catch (error) {
      throw renderer.alive || stop.aborted ? error : new Ended(error);
    } finally {
      renderers.giveBack(renderer);
    }
  };

  // A child may be ended by its input, or by somebody else: only another try can tell.
  const settle = async (job: Job, stop: AbortSignal, restart: () => void): Promise<Answer> => {
    const { digest } = job;
    for (let deaths = 1; ; deaths += 1) {
      quarantine.check(digest);
      try {
        const answer = await attempt(job, stop, restart);
        quarantine.survived(digest);
        if ('failure' in answer.reply) throw received(answer.reply.failure);
        return answer;
      } catch (error) {
        if (!(error instanceof Ended)) throw error;
        quarantine.died(digest);
        if (deaths < mostDeaths) continue;
        quarantine.check(digest);
        throw error.reason;
      }
    }
  };

  const perform = (job: Job, signal: AbortSignal = closed): Promise<Answer> =>
    withDeadline(limits.renderMillis, AbortSignal.any([closed, signal]), (stop, restart) =>
      unlessAborted(stop, () => settle(job, stop, restart)),
    );

  return {
    mark: renderers.mark,
    async probe(source, signal, dear) {
      const { reply } = await perform(jobOf({ call: 'probe' }, source, [], dear), signal);
      if (!('probe' in reply)) throw unexpected();
      return reply.probe;
    },
    async render({ source, images, dear, ...task }, signal) {
      const { reply, body: bytes } = await perform(jobOf({ call: 'render', task }, source, images, dear), signal);
      if (!('width' in reply)) throw unexpected();
      return { bytes, width: reply.width, height: reply.height };
    },
    async bounds({ source, images, dear, ...task }, signal) {
      const { reply } = await perform(jobOf({ call: 'bounds', task }, source, images, dear), signal);
      if (!('bounds' in reply)) throw unexpected();
      return reply.bounds;
    },
    async renderBatch(batch, made, signal) {
      let told = 0;
      const job = jobOfBatch(batch, (place, result) => {
        told += 1;
        made(place, result);
      });
      const { reply } = await perform(job, signal);
      if (!('done' in reply) || told < batch.outputs.length) throw unexpected();
    },
    async close() {
      closing.abort(new Failure('aborted', 'The engine was closed.'));
      await renderers.close();
    },
  };
}

/** The child ended under a task. */
class Ended {
  readonly reason: unknown;

  constructor(reason: unknown) {
    this.reason = reason;
  }
}

async function ask(
  renderer: Renderer,
  { request, onPart, onUnwanted }: Job,
  body: Uint8Array | undefined,
  stop: AbortSignal,
  restart: () => void,
): Promise<Answer> {
  // Only where it is listened to: firing it makes an error with a stack.
  const answered = onUnwanted && new AbortController();
  stop.addEventListener('abort', renderer.kill, { once: true });
  try {
    const answer = renderer.ask(request(), body, (part, bytes) => {
      restart();
      if (!stop.aborted) onPart?.(part, bytes);
    });
    if (answered !== undefined) onUnwanted?.(renderer.drop, answered.signal);
    return await answer;
  } finally {
    answered?.abort();
    stop.removeEventListener('abort', renderer.kill);
  }
}

function unexpected(): Failure {
  return new Failure('internal', 'The image could not be rendered.');
}
