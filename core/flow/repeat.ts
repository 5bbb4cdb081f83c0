// Work that is done again and again for as long as a target runs: not before `firstMillis`, then `everyMillis` after it
// has ended. A failure is told and does not end it.
import type { Tell } from './tell.ts';

export interface Repetition {
  readonly firstMillis: number;
  readonly everyMillis: number;
  readonly work: (signal: AbortSignal) => Promise<unknown>;
  /** Hears of each failure under this name. */
  readonly tell: Tell;
  readonly failure: string;
}

/** Resolves when the signal has fired and the work under way has ended. */
export async function repeat(repetition: Repetition, signal: AbortSignal): Promise<void> {
  const { firstMillis, everyMillis, work, tell, failure } = repetition;
  for (let millis = firstMillis; ; millis = everyMillis) {
    await pauseUnless(signal, millis);
    if (signal.aborted) return;
    try {
      await work(signal);
    } catch (error) {
      if (!signal.aborted) tell(failure, { error });
    }
  }
}

/** Resolves after so many milliseconds, or as soon as the signal fires. */
export function pauseUnless(signal: AbortSignal, millis: number): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, millis);
    signal.addEventListener('abort', end);
  });
}
