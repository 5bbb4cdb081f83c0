// Bounds work that mostly waits for somebody else: so much at once, and so much of it for any one of those, so that one who
// is slow does not take the places of all. In order of arrival.
import { Failure } from '../failure.ts';

export interface LaneLimits {
  /** At the same time, in all lanes together and in each. */
  readonly total: number;
  readonly each: number;
  /** That may wait; 0 refuses as soon as there is no room. */
  readonly waiting: number;
  readonly waitMillis: number;
}

export interface Lanes {
  /** Fails with `overloaded`, with the signal's reason where it fires during the wait, and as `work` does. */
  run<T>(lane: string, work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

interface Waiter {
  readonly lane: string;
  admit(): void;
}

export function createLanes({ total, each, waiting: most, waitMillis }: LaneLimits): Lanes {
  const underWay = new Map<string, number>();
  const waiting = new Set<Waiter>();
  let running = 0;

  const fits = (lane: string) => running < total && (underWay.get(lane) ?? 0) < each;

  const take = (lane: string) => {
    running += 1;
    underWay.set(lane, (underWay.get(lane) ?? 0) + 1);
  };

  const leave = (lane: string) => {
    running -= 1;
    const left = (underWay.get(lane) ?? 1) - 1;
    if (left > 0) underWay.set(lane, left);
    else underWay.delete(lane);
    for (const waiter of waiting) if (fits(waiter.lane)) waiter.admit();
  };

  const wait = (lane: string, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        waiting.delete(waiter);
        finish();
      };
      const waiter: Waiter = {
        lane,
        admit() {
          take(lane);
          settle(resolve);
        },
      };
      const giveUp = () => settle(() => reject(signal.reason));
      const timer = setTimeout(() => settle(() => reject(overloaded())), waitMillis);
      signal.addEventListener('abort', giveUp, { once: true });
      waiting.add(waiter);
    });

  return {
    async run(lane, work, signal) {
      signal.throwIfAborted();
      if (fits(lane)) take(lane);
      else if (waiting.size >= most) throw overloaded();
      else await wait(lane, signal);
      try {
        return await work();
      } finally {
        leave(lane);
      }
    },
  };
}

function overloaded(): Failure {
  return new Failure('overloaded', 'The server has more to fetch than it can take on; try again shortly.');
}
