// Keeps a number of child processes running and lends them out: one that ends is replaced, and one that has done its
// tasks or holds too much memory is relieved by a new one that is ready before it goes.
import { setTimeout as pause } from 'node:timers/promises';
import type { Tell } from '../../../core/index.ts';
import type { Renderer } from './renderer.ts';

/** When a child is relieved; 0 is never. */
export interface Wear {
  /** Tasks that one child does. */
  readonly tasks: number;
  /** Memory that one child may hold between two tasks. */
  readonly rssBytes: number;
}

export interface RenderersOptions {
  readonly start: (forDear: boolean) => Promise<Renderer>;
  /** How many of each kind; at least one in all. */
  readonly counts: { readonly cheap: number; readonly dear: number };
  readonly wear: Wear;
  readonly tell: Tell;
}

export interface Renderers {
  readonly mark: string;
  /** One that is free now, of its kind if there is one, or the next one. When `stop` fires first, it never resolves. */
  take(dear: boolean, stop: AbortSignal): Renderer | Promise<Renderer>;
  /** Every renderer that was taken is given back, dead or alive. */
  giveBack(renderer: Renderer): void;
  /** Kills all and resolves when they have ended. */
  close(): Promise<void>;
}

// Between two attempts to replace a child that does not start.
const pauseMillis = 1000;

/** Resolves when all are ready; fails with `internal` when one does not start. */
export async function keepRenderers({ start, counts, wear, tell }: RenderersOptions): Promise<Renderers> {
  const closing = new AbortController();
  const closed = closing.signal;
  const idle: Renderer[] = [];
  // Those who wait for a renderer, in order of arrival.
  const waiting = new Set<(renderer: Renderer) => void>();
  // Relieved, and to go as soon as they have nothing to do.
  const leaving = new Set<Renderer>();
  // One relief at a time, so that there is never more than one child too many.
  let relieving = false;

  const lend = (renderer: Renderer) => {
    const [admit] = waiting;
    if (admit === undefined) idle.push(renderer);
    else admit(renderer);
  };

  const isWorn = ({ tasks, rssBytes }: Renderer) =>
    (wear.tasks > 0 && tasks >= wear.tasks) || (wear.rssBytes > 0 && rssBytes > wear.rssBytes);

  const relieve = async (worn: Renderer) => {
    if (relieving || closed.aborted) return;
    relieving = true;
    try {
      const fresh = await start(worn.forDear);
      // It has ended meanwhile, and is being replaced for that.
      if (!worn.alive) return fresh.kill();
      leaving.add(worn);
      if (idle.includes(worn)) worn.kill();
      keep(fresh);
    } catch (error) {
      tell('renderer.failed', { cause: error });
    } finally {
      relieving = false;
    }
  };

  const replacement = async ({ forDear }: Renderer): Promise<Renderer | undefined> => {
    for (let failures = 0; !closed.aborted; failures += 1) {
      // Once may be bad luck; after that it would fail as fast as it can. Cut short by closing, which ends the loop.
      if (failures > 1) await pause(pauseMillis, undefined, { signal: closed }).catch(() => {});
      try {
        return await start(forDear);
      } catch (error) {
        tell('renderer.failed', { cause: error });
      }
    }
    return undefined;
  };

  /** From its first task to its end; then its replacement. Resolves when nothing follows any more. */
  const run = async (first: Renderer) => {
    for (let renderer: Renderer | undefined = first; renderer !== undefined; renderer = await replacement(renderer)) {
      const { kill, ended } = renderer;
      closed.addEventListener('abort', kill);
      if (closed.aborted) kill();
      else lend(renderer);
      const cause = await ended;
      closed.removeEventListener('abort', kill);
      const place = idle.indexOf(renderer);
      if (place >= 0) idle.splice(place, 1);
      if (closed.aborted) continue;
      const { tasks, rssBytes } = renderer;
      if (leaving.delete(renderer)) return tell('renderer.relieved', { tasks, rssBytes });
      tell('renderer.ended', { cause });
    }
  };

  const runs = new Set<Promise<void>>();
  const keep = (renderer: Renderer) => {
    const running = run(renderer).finally(() => runs.delete(running));
    runs.add(running);
  };

  const started = await startAll(kindsOf(counts), start);
  started.forEach(keep);
  return {
    mark: (started[0] as Renderer).mark,
    take(dear, stop) {
      // Without one of its kind, -1: the last one of the other.
      const place = idle.findLastIndex(({ forDear }) => forDear === dear);
      const [free] = idle.splice(place, 1);
      return free ?? next(stop);
    },
    giveBack(renderer) {
      if (!renderer.alive) return;
      if (leaving.has(renderer)) return renderer.kill();
      lend(renderer);
      if (isWorn(renderer)) void relieve(renderer);
    },
    async close() {
      closing.abort();
      await Promise.all(runs);
    },
  };

  function next(stop: AbortSignal): Promise<Renderer> {
    return new Promise((resolve) => {
      const admit = (renderer: Renderer) => {
        leave();
        stop.removeEventListener('abort', leave);
        resolve(renderer);
      };
      const leave = () => waiting.delete(admit);
      waiting.add(admit);
      stop.addEventListener('abort', leave, { once: true });
    });
  }
}

function kindsOf({ cheap, dear }: RenderersOptions['counts']): boolean[] {
  return [...Array<boolean>(cheap).fill(false), ...Array<boolean>(dear).fill(true)];
}

async function startAll(kinds: readonly boolean[], start: RenderersOptions['start']): Promise<Renderer[]> {
  const results = await Promise.allSettled(kinds.map(start));
  const started = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed === undefined) return started;
  for (const renderer of started) renderer.kill();
  throw failed.reason;
}
