// Refines results in the background when they are asked for again and the server is idle. A refined result has a key
// and an ETag of its own and takes the place of the first one; who has the first one is given the new one from then on.
import { Failure } from '../failure.ts';
import type { Tell } from '../flow/tell.ts';
import type { Handlers } from '../handlers/handlers.ts';
import type { Entry } from '../volume/ephemeral-volume.ts';
import type { Finer, Headed, Shared } from './head.ts';

/** What is at hand for a request. */
export interface Standing extends Headed {
  /** Something finer may come of it soon: caches should ask again before long. */
  readonly provisional: boolean;
}

export interface Refinery {
  /** The refined result where there is one, else the first, however that was made. Looks at RAM only. */
  standing(headed: Headed): Standing;
  /** Tells that a result was asked for again and was in mVol. */
  again(standing: Standing, entry: Entry): void;
}

export interface RefineryParts {
  readonly handlers: Pick<Handlers, 'imgAtHand' | 'imgRefine' | 'imgReplace'>;
  readonly tell: Tell;
}

// Results that refining did not make smaller, or that could not be refined. 100 bytes each.
const mostSettled = 16_384;

export function createRefinery({ handlers, tell }: RefineryParts): Refinery {
  const settled = new Set<string>();
  const underWay = new Set<string>();

  const settle = (key: string) => {
    settled.add(key);
    const [oldest] = settled;
    if (settled.size > mostSettled && oldest !== undefined) settled.delete(oldest);
  };

  const refine = async (headed: Headed, finer: Finer, first: Entry): Promise<void> => {
    const { name, record, key } = headed;
    const bytes = await handlers.imgRefine({ name, version: record.version, plan: finer.plan });
    // Given up for now, or the source has changed: whoever asks again has it tried again.
    if (bytes === undefined) return;
    if (bytes.byteLength >= first.bytes.byteLength) return settle(key);
    const { version: group } = record;
    const { ext } = finer.plan.output;
    if (!(await handlers.imgReplace(headed, first, { key: finer.key, group, ext, bytes }))) settle(key);
    else tell('refinery.refined', { ext, from: first.bytes.byteLength, to: bytes.byteLength });
  };

  const first = (headed: Headed): Headed => {
    const { shared, key } = headed;
    if (shared === undefined || handlers.imgAtHand(key) || !handlers.imgAtHand(shared.key)) return headed;
    return sharedOf(headed, shared);
  };

  return {
    standing(headed) {
      const { finer } = headed;
      if (finer === undefined) return { ...first(headed), provisional: false };
      if (handlers.imgAtHand(finer.key)) return { ...headed, ...finer, provisional: false };
      const made = first(headed);
      return { ...made, provisional: !settled.has(made.key) };
    },

    again(standing, entry) {
      const { key, finer, provisional } = standing;
      if (finer === undefined || !provisional || underWay.has(key)) return;
      underWay.add(key);
      refine(standing, finer, entry)
        .catch((error) => {
          // The engine was closed.
          if (error instanceof Failure && error.code === 'aborted') return;
          // The first result is good and stays; trying again would fail again.
          settle(key);
          tell('refinery.failed', { error });
        })
        .finally(() => underWay.delete(key));
    },
  };
}

/** What was asked for, as it is made together with others. */
export function sharedOf<T extends Headed>(headed: T, { plan, key }: Shared): T {
  return { ...headed, plan: plan.plan, key };
}

/** All results that answer the same request, the best first. */
export function resultsFor<T extends Headed>(headed: T): readonly T[] {
  const { finer, shared } = headed;
  return [
    ...(finer === undefined ? [] : [{ ...headed, ...finer }]),
    headed,
    ...(shared === undefined ? [] : [sharedOf(headed, shared)]),
  ];
}
