// Failures that would be the same again: what a file is not worth is found out once, not by everyone who asks.
import { Failure, type FailureCode } from '../failure.ts';

export interface FailureMemory {
  /** What `key` failed with, while that is remembered. */
  recall(key: string): Failure | undefined;
  /** Remembers what will not go away by trying again, and forgets nothing else by it. */
  note(key: string, error: unknown): void;
  forget(key: string): void;
}

export interface FailureMemoryLimits {
  readonly millis: number;
  /** Keys; the oldest goes first. */
  readonly capacity: number;
  /** What is remembered; without it, what lies in the picture and the plan. */
  readonly lasting?: ReadonlySet<FailureCode>;
}

// A server that is busy or stopped is not among them.
const inThePicture: ReadonlySet<FailureCode> = new Set(['corrupt-image', 'over-limit', 'unsupported-type']);

export function createFailureMemory({ millis, capacity, lasting = inThePicture }: FailureMemoryLimits): FailureMemory {
  const known = new Map<string, { readonly failure: Failure; readonly until: number }>();
  return {
    recall(key) {
      const found = known.get(key);
      if (found === undefined) return undefined;
      if (performance.now() < found.until) return found.failure;
      known.delete(key);
      return undefined;
    },
    note(key, error) {
      if (!(error instanceof Failure) || !lasting.has(error.code)) return;
      known.delete(key);
      known.set(key, { failure: error, until: performance.now() + millis });
      const [oldest] = known.keys();
      if (known.size > capacity && oldest !== undefined) known.delete(oldest);
    },
    forget: (key) => void known.delete(key),
  };
}
