// What the volume does about a disk that fails: it says so, but not a thousand times, and leaves it alone for a moment.
import type { Tell } from '../../../core/index.ts';

// A disk that was full or unmounted is tried again this often; an operator reads of it this often.
const pauseMillis = 1_000;
const tellMillis = 60_000;

export interface Trouble {
  /** What failed goes into the next `evol.failed`: `during` names the step, `count` says how often since the last. */
  failed(during: string, error: unknown): void;
  /** Begins a pause, in which nothing is written. */
  pause(): void;
  readonly isPausing: boolean;
  /** How often something failed, in all. */
  readonly count: number;
}

/** `clock` gives milliseconds that never go back. */
export function createTrouble(tell: Tell, clock: () => number): Trouble {
  let resumeAt = Number.NEGATIVE_INFINITY;
  let tellAt = Number.NEGATIVE_INFINITY;
  let count = 0;
  let total = 0;
  return {
    failed(during, error) {
      count += 1;
      total += 1;
      if (clock() < tellAt) return;
      tell('evol.failed', { during, error, count });
      tellAt = clock() + tellMillis;
      count = 0;
    },
    pause() {
      resumeAt = clock() + pauseMillis;
    },
    get isPausing() {
      return clock() < resumeAt;
    },
    get count() {
      return total;
    },
  };
}
