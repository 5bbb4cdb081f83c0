// Bounds work that costs CPU and memory: so many at once, so many waiting, and nobody waits for long.
// Work that is refused costs nothing, so a flood can not make the work that was admitted fail.
import { Failure } from '../failure.ts';

export interface GateLimits {
  /** Pieces of work at the same time. */
  readonly slots: number;
  /** Pieces of work that may wait for a slot; 0 refuses as soon as all slots are taken. */
  readonly queue: number;
  /** Longest wait for a slot. */
  readonly waitMillis: number;
}

export interface Gate {
  /**
   * Runs work in a slot. Fails with `overloaded` when the queue is full or the wait was too long,
   * and with the signal's reason when it fires during the wait.
   */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

export function createGate({ slots, queue, waitMillis }: GateLimits): Gate {
  // In order of arrival; each takes the slot that the one before it gave back.
  const waiting = new Set<() => void>();
  let free = slots;

  const enter = (signal: AbortSignal | undefined): Promise<void> => {
    if (free > 0) {
      free -= 1;
      return Promise.resolve();
    }
    if (waiting.size >= queue) return Promise.reject(overloaded());
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
        waiting.delete(admit);
        finish();
      };
      const admit = () => settle(resolve);
      const giveUp = () => settle(() => reject(signal?.reason));
      const timer = setTimeout(() => settle(() => reject(overloaded())), waitMillis);
      signal?.addEventListener('abort', giveUp, { once: true });
      waiting.add(admit);
    });
  };

  const leave = () => {
    const [next] = waiting;
    if (next === undefined) free += 1;
    else next();
  };

  return {
    async run(work, signal) {
      signal?.throwIfAborted();
      await enter(signal);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}

function overloaded(): Failure {
  return new Failure('overloaded', 'The server has more to render than it can take on; try again shortly.');
}
