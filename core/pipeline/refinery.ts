// Refines results in the background when they are asked for again and the server is idle. A refined result has a key
// and an ETag of its own and takes the place of the first one; who has the first one is given the new one from then on.
import { Failure } from '../failure.ts';
import type { Tell } from '../flow/tell.ts';
import type { Handlers } from '../handlers/handlers.ts';
import type { Way } from '../handlers/render-order.ts';
import type { Entry } from '../volume/ephemeral-volume.ts';
import type { Finer, Headed } from './head.ts';

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

  const first = (headed: Headed): Headed => firstWays(headed).find(({ key }) => handlers.imgAtHand(key)) ?? headed;

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

/** What was asked for, as it is made in this way. */
export function madeBy<T extends Headed>(headed: T, way: Way): T {
  const { shared, mezzanine } = headed;
  if (way === 'shared' && shared !== undefined) return { ...headed, plan: shared.plan.plan, key: shared.key };
  if (way === 'mezzanine' && mezzanine !== undefined)
    return { ...headed, plan: mezzanine.plan.plan, key: mezzanine.key };
  return headed;
}

/** The first result of what was asked for, in each way in which it may be made. */
export function firstWays<T extends Headed>(headed: T): readonly T[] {
  const { shared, mezzanine } = headed;
  return [
    headed,
    ...(shared === undefined ? [] : [madeBy(headed, 'shared')]),
    ...(mezzanine === undefined ? [] : [madeBy(headed, 'mezzanine')]),
  ];
}

/** All results that answer the same request, the best first. */
export function resultsFor<T extends Headed>(headed: T): readonly T[] {
  const { finer } = headed;
  return [...(finer === undefined ? [] : [{ ...headed, ...finer }]), ...firstWays(headed)];
}
