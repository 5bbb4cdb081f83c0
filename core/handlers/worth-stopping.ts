// When a render that nobody waits for any more is stopped.
import { Failure } from '../failure.ts';
import type { Price } from '../pipeline/price.ts';

// Stopping a render is the end of its process; a new one costs about as much CPU until it is warm. What is shorter is
// finished, and its result kept for whoever asks next.
const worthStoppingMillis = 250;

/**
 * The signal itself for long work. For short work one that fires with it, but not for those who only leave when it has
 * begun: a result that is there is kept for whoever asks next.
 */
export function worthStopping(
  { millis }: Pick<Price, 'millis'>,
  signal: AbortSignal,
  begun: () => boolean = () => true,
): AbortSignal {
  return millis > worthStoppingMillis ? signal : unlessLeft(signal, begun);
}

// After that the engine's own deadline is the only one.
function unlessLeft(signal: AbortSignal, begun: () => boolean): AbortSignal {
  const stop = new AbortController();
  const pass = () => {
    const { reason } = signal;
    if (!begun() || !(reason instanceof Failure && reason.code === 'aborted')) stop.abort(reason);
  };
  if (signal.aborted) pass();
  signal.addEventListener('abort', pass, { once: true });
  return stop.signal;
}
