// Calls to an R2 binding, with time-outs and repetition of our own: it has neither.
import { damagedOriginal, Failure, type Tell } from '../../../core/index.ts';

export interface Calls {
  /**
   * `attempt` is made again after trouble of the store and after silence. Fails with what the last attempt failed with where
   * that is the store's own word (`codeOf`), with its Failure, else with `storage-unavailable`.
   */
  send<T>(operation: Operation, attempt: (bucket: R2Bucket) => Promise<T>, patience?: Patience): Promise<T>;
}

export type Operation = 'head' | 'get' | 'put' | 'delete' | 'list' | 'part';

export interface Patience {
  /** For one attempt, up to its answer. */
  readonly millis: number;
  readonly attempts: number;
}

// Who waits for a picture waits 5 s at most.
const forReading: Patience = { millis: 1_600, attempts: 3 };
const firstPauseMillis = 50;
// Trouble of the store, or too much at once. https://developers.cloudflare.com/r2/api/error-codes/
const passing = [10001, 10043, 10054, 10058];
const rangeCode = 10039;
const digestCode = 10037;

/** As long as `bytes` take at 1 MiB a second, and some more. */
export function forWriting(bytes: number): Patience {
  return { millis: 5_000 + bytes / 1024, attempts: 3 };
}

export interface CallsParts {
  readonly bucket: R2Bucket;
  /** Goes on with this although the request that began it has been answered: others wait for it too. */
  readonly keepAlive: (work: Promise<unknown>) => void;
  readonly observe: Tell;
}

export function createCalls({ bucket, keepAlive, observe }: CallsParts): Calls {
  return {
    send(operation, attempt, patience = forReading) {
      const work = tried(operation, attempt, patience);
      keepAlive(work.catch(() => {}));
      return work;
    },
  };

  async function tried<T>(
    operation: Operation,
    attempt: (bucket: R2Bucket) => Promise<T>,
    patience: Patience,
  ): Promise<T> {
    for (let made = 1; ; made += 1) {
      observe('r2.call', { operation });
      try {
        return await within(patience.millis, attempt(bucket));
      } catch (error) {
        const code = codeOf(error);
        if (error instanceof Failure || (code !== undefined && !passing.includes(code))) throw error;
        observe('r2.retry', { reason: code ?? 'connection', again: made < patience.attempts });
        if (made >= patience.attempts) throw unavailable(error);
        await sleep(firstPauseMillis * 2 ** (made - 1) * (1 + Math.random()));
      }
    }
  }
}

// R2's number of an error, where it is R2's.
function codeOf(error: unknown): number | undefined {
  const code = /\((\d{5})\)$/.exec((error as Error | undefined)?.message ?? '')?.[1];
  return code === undefined ? undefined : Number(code);
}

/** A get began behind the object's end. */
export function isRangeError(error: unknown): boolean {
  return codeOf(error) === rangeCode;
}

/** Turns R2's word into ours; what the caller expected it has taken out before. */
export function r2Failure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const code = codeOf(error);
  if (code === digestCode) {
    return damagedOriginal(error);
  }
  return new Failure('internal', `The storage of originals refused a call (${code ?? 'no code'}).`, {}, error);
}

function unavailable(error: unknown): Failure {
  return new Failure('storage-unavailable', 'The storage of originals does not answer; try again shortly.', {}, error);
}

async function within<T>(millis: number, answer: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${millis} ms.`)), millis);
  });
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearTimeout(timer ?? null);
  }
}

function sleep(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}
