// An app that is opened with the first request that needs it, and again with the next where that failed: for targets that
// have no start of their own (Lambda, Workers).
import type { Arrival, Dispatcher } from '../dispatcher/dispatcher.ts';
import { answerHealth } from '../dispatcher/health-rooms.ts';

export interface OpenedLate {
  readonly dispatcher: Dispatcher;
  /** Resolves when what is known of the configuration is in time. */
  look(): Promise<unknown>;
}

/** `Given` is what opening needs of the request that it happens in. */
export interface LateApp<T extends OpenedLate, Given extends readonly unknown[]> {
  open(...given: Given): Promise<T>;
  /** Undefined where it was not opened yet, or that failed. */
  opened(): Promise<T> | undefined;
  /** Fails as opening does. */
  fetch(request: Request, arrival: Arrival & { readonly target: string }, ...given: Given): Promise<Response>;
}

export function createLateApp<T extends OpenedLate, Given extends readonly unknown[]>(
  join: (...given: Given) => Promise<T>,
): LateApp<T, Given> {
  let joined: Promise<T> | undefined;

  const open = (...given: Given): Promise<T> => {
    joined ??= join(...given);
    joined.catch(() => {
      joined = undefined;
    });
    return joined;
  };

  return {
    open,
    opened: () => joined,
    async fetch(request, arrival, ...given) {
      const { target } = arrival;
      // It says that the process answers, and nothing of what lies behind it.
      if (target.split('?')[0] === '/healthz') return answerHealth({ request });
      const { dispatcher, look } = await open(...given);
      const looked = look();
      // Who has lost a token shall not be let in; a picture need not wait.
      if (target.startsWith('/api')) await looked;
      return dispatcher.fetch(request, arrival);
    },
  };
}
