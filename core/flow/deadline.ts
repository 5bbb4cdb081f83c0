// A time limit on work that obeys an AbortSignal. It does not stop what ignores its signal.
import { Failure } from '../failure.ts';

/**
 * Runs work with a signal that fires when `signal` does or when `millis` have passed; the latter fails with `timeout`.
 * Work in several parts may call `restart` after each: then the time is that of a part.
 */
export async function withDeadline<T>(
  millis: number,
  signal: AbortSignal,
  work: (signal: AbortSignal, restart: () => void) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  // Made when it is needed: an error's stack costs more than everything else here.
  const late = () => new Failure('timeout', `Rendering took longer than ${millis} milliseconds.`, { limit: millis });
  const start = () => setTimeout(() => stop.abort(late()), millis);
  let timer = start();
  const restart = () => {
    clearTimeout(timer);
    timer = start();
  };
  try {
    return await work(AbortSignal.any([signal, stop.signal]), restart);
  } catch (error) {
    throw stop.signal.aborted && !signal.aborted ? stop.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}
