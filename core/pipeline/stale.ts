// What may be shown where the picture that was asked for cannot be had now: a result of the bytes that the name stood
// for before (RFC 5861), or, where the URL leaves the format to us, the same picture in another one that is at hand.
// It only looks; it makes nothing, and it never shows what was deleted.
import { Failure, type FailureCode } from '../failure.ts';
import type { Handlers } from '../handlers/handlers.ts';
import type { AcceptFold } from '../policy/negotiation.ts';
import type { Headed, HeadOf } from './head.ts';
import { resultsFor } from './refinery.ts';

export interface Stale {
  readonly headed: Headed;
  readonly bytes: Uint8Array;
  /** Seconds since it was replaced; undefined where it is of the present bytes in another format. */
  readonly seconds: number | undefined;
}

export interface StaleRules {
  /** How long after a replace results of the former bytes may be shown while the new ones are rendered; 0 never. */
  readonly whileRevalidateSeconds: number;
  /** And where rendering the new ones is refused or fails; 0 never. */
  readonly ifErrorSeconds: number;
}

export interface StaleResults {
  /** To be shown at once, and the new one made meanwhile. */
  whileRevalidate(headed: Headed): Promise<Stale | undefined>;
  /** To be shown instead of this failure. */
  ifError(headed: Headed, error: unknown): Promise<Stale | undefined>;
}

export interface StaleParts {
  readonly headOf: HeadOf;
  readonly handlers: Pick<Handlers, 'mVolImgRead' | 'eVolImgRead' | 'imgAtHand' | 'imgReplaced'>;
  readonly stale: StaleRules;
}

// Ours to mend, or nobody's: what lies in the picture or in the request is told as it is.
const passing: ReadonlySet<FailureCode> = new Set(['overloaded', 'too-many-requests', 'timeout', 'internal']);

// What a client that takes this much takes besides the best of it.
const lesser: Readonly<Record<AcceptFold, readonly AcceptFold[]>> = {
  'avif-webp': ['webp', 'none'],
  avif: ['none'],
  webp: ['none'],
  none: [],
};

export function createStaleResults({ headOf, handlers, stale }: StaleParts): StaleResults {
  const read = async (headed: Headed): Promise<Omit<Stale, 'seconds'> | undefined> => {
    for (const result of resultsFor(headed)) {
      const found = (await handlers.mVolImgRead(result.key)) ?? (await handlers.eVolImgRead(result.key));
      if (found !== undefined) return { headed: result, bytes: found.bytes };
    }
    return undefined;
  };

  const former = async (present: Headed, seconds: number): Promise<Stale | undefined> => {
    const { name, recipe } = present;
    const replaced = handlers.imgReplaced(name);
    if (replaced === undefined || replaced.age >= seconds * 1000) return undefined;
    // That the present bytes are everyone's does not open the former ones; nor the other way round.
    if (replaced.record.private && !present.signed) return undefined;
    const record = { ...replaced.record, private: replaced.record.private || present.record.private };
    const headed = await headOf(recipe, record, present).catch(unlessRefused);
    const found = headed && (await read(headed));
    return found && { ...found, seconds: Math.floor(replaced.age / 1000) };
  };

  const otherFormat = async (present: Headed): Promise<Stale | undefined> => {
    const { recipe, record, fold } = present;
    for (const less of fold === undefined ? [] : lesser[fold]) {
      const found = await read(await headOf(recipe, record, { ...present, accepts: less }));
      // The answer is still that of the client's own Accept.
      if (found !== undefined) return { ...found, headed: { ...found.headed, fold }, seconds: undefined };
    }
    return undefined;
  };

  return {
    async whileRevalidate(headed) {
      if (stale.whileRevalidateSeconds === 0 || handlers.imgReplaced(headed.name) === undefined) return undefined;
      if (resultsFor(headed).some(({ key }) => handlers.imgAtHand(key))) return undefined;
      return former(headed, stale.whileRevalidateSeconds);
    },
    async ifError(headed, error) {
      if (!(error instanceof Failure) || !passing.has(error.code)) return undefined;
      return (await otherFormat(headed)) ?? (await former(headed, stale.ifErrorSeconds));
    },
  };
}

// The recipe may not fit the former picture: then there is no result of it.
function unlessRefused(error: unknown): undefined {
  if (error instanceof Failure) return undefined;
  throw error;
}
