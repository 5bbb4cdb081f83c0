// One request on its way through the dispatcher.
import type { Tell } from '../flow/tell.ts';
import type { Place } from './places.ts';
import type { Target } from './target.ts';

export interface Visit {
  readonly request: Request;
  readonly target: Target;
  /** The target as the socket gave it; undefined where the runtime does not show it. */
  readonly received: string | undefined;
  /** In the room of dialects: which of them may read it, in their order. */
  readonly places: readonly Place[];
  /** Fires when the client has left. Asked only by those who wait: the signal is costly to make on Node. */
  signal(): AbortSignal;
  /** Who asks, as far as fairness goes: all requests of one client have the same text. */
  client(): string;
  /** What names of this visit have to begin with: its token's prefix; '' outside of the management API. */
  readonly realm: string;
  /** Id of that token, for the audit log; '' outside of the management API. */
  readonly who: string;
  /** Every event with the id of this request. */
  readonly tell: Tell;
}

/** Answers a visit, or throws Failure. */
export type Answer = (visit: Visit) => Response | Promise<Response>;
