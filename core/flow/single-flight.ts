// One piece of work a key, however many ask for it at the same time. Nothing is remembered once it has ended.
import { Failure } from '../failure.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface Shared<T> {
  readonly value: T;
  /** True for those who joined work that another had begun. */
  readonly joined: boolean;
}

export interface SingleFlight<T> {
  /**
   * Joins the work under way for `key`, or begins it. Success and failure are shared by all who wait.
   * A waiter whose signal fires leaves with Failure `aborted`, whoever began; the work's own signal fires
   * only when the last waiter has left.
   */
  run(key: string, work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<Shared<T>>;
}

interface Flight<T> {
  readonly result: Promise<T>;
  readonly stop: AbortController;
  waiting: number;
  ended: boolean;
}

export function createSingleFlight<T>(): SingleFlight<T> {
  const flights = new Map<string, Flight<T>>();

  const begin = (key: string, work: (signal: AbortSignal) => Promise<T>): Flight<T> => {
    const stop = new AbortController();
    const result = Promise.resolve(stop.signal).then(work);
    const flight: Flight<T> = { stop, waiting: 0, ended: false, result };
    flights.set(key, flight);
    const forget = () => {
      flight.ended = true;
      end(key, flight);
    };
    flight.result.then(forget, forget);
    return flight;
  };

  // A stopped flight may still be ending when the next one has begun under its key.
  const end = (key: string, flight: Flight<T>) => {
    if (flights.get(key) === flight) flights.delete(key);
  };

  return {
    async run(key, work, signal) {
      if (signal?.aborted) throw left();
      const known = flights.get(key);
      const flight = known ?? begin(key, work);
      flight.waiting += 1;
      try {
        return {
          value: await (signal ? unlessAborted(signal, () => flight.result) : flight.result),
          joined: known !== undefined,
        };
      } finally {
        flight.waiting -= 1;
        if (flight.waiting === 0 && !flight.ended) {
          end(key, flight);
          flight.stop.abort(left());
        }
      }
    },
  };
}

function left(): Failure {
  return new Failure('aborted', 'The client left before the answer was ready.');
}
