// Lets go of work at once when a signal fires, for work that can not be stopped or is slow to notice.
import { Failure } from '../failure.ts';

/**
 * What `work` gives, unless the signal fires before: then fails with its reason where that is a Failure, else with
 * `aborted`. The work itself runs on, and its result is dropped.
 */
export function unlessAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      const { reason } = signal;
      reject(reason instanceof Failure ? reason : new Failure('aborted', 'The work was aborted.', {}, reason));
    };
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', stop));
  });
}
