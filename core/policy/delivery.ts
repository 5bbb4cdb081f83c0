// Who may have what of delivery. It looks at the raw target alone: no header, token or decoded form opens anything.
import { readSignature } from '../dialect/signature.ts';
import type { SigningKey } from '../dialect/signing-keys.ts';
import { Failure } from '../failure.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { deliveryCacheControl } from './cache-control.ts';
import { createLadder, type Ladder } from './ladder.ts';
import { admitNamed, isNamedOnly } from './named-only.ts';
import type { Unsigned } from './unsigned.ts';
import { createVerifySignature } from './verify-signature.ts';

export interface DeliveryRules {
  /** The first signs, all verify. */
  readonly keys: readonly SigningKey[];
  readonly unsigned: Unsigned;
  readonly ladder: Ladder;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

export interface Grant {
  readonly signed: boolean;
  /** Milliseconds since the epoch; undefined where the URL does not expire. */
  readonly expiresAt: number | undefined;
  /** As of now: a render may have taken some of what was left of the URL's life. */
  cacheControl(freshSeconds?: number): string;
  /** Answers the recipe that may be served for this canonical one. Fails with `forbidden`. */
  admit(recipe: Recipe): Recipe;
}

/** Fails with `forbidden` before anything was looked up. */
export type GrantDelivery = (raw: string) => Promise<Grant>;

export function createGrantDelivery({ keys, unsigned, ladder, clock }: DeliveryRules): GrantDelivery {
  const verify = createVerifySignature(keys, clock);
  const onLadder = createLadder(ladder);
  const admits: Readonly<Record<Unsigned, Grant['admit']>> = {
    none: asAsked,
    pipelines: admitNamed,
    ladder: (recipe) => (isNamedOnly(recipe) ? recipe : onLadder(recipe)),
    any: asAsked,
  };
  const admit = admits[unsigned];
  const open: Grant = {
    signed: false,
    expiresAt: undefined,
    cacheControl: (fresh) => deliveryCacheControl(undefined, fresh),
    admit,
  };
  return async (raw) => {
    const signature = readSignature(raw);
    if (signature !== undefined) {
      await verify(signature);
      const { expiresAt } = signature as Exclude<typeof signature, 'malformed'>;
      const cacheControl = (fresh?: number) => deliveryCacheControl(expiresAt && expiresAt - clock(), fresh);
      return { signed: true, expiresAt, cacheControl, admit: asAsked };
    }
    if (unsigned !== 'none') return open;
    throw new Failure('forbidden', 'Expected a signed URL: this server answers no other.', { subject: 's' });
  };
}

function asAsked(recipe: Recipe): Recipe {
  return recipe;
}
