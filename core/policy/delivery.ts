// Who may have what of delivery. It looks at the raw target alone: no header, token or decoded form opens anything.
import { readLastSignature, readSignature } from '../dialect/signature.ts';
import type { SigningKey } from '../dialect/signing-keys.ts';
import { Failure } from '../failure.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { SourceRule } from '../source/source-rules.ts';
import { createAdmitSource } from './admit-source.ts';
import {
  type CacheRules,
  createCacheFields,
  defaultCacheRules,
  endingFields,
  type Life,
  privateFields,
  type SourceLife,
} from './cache-control.ts';
import type { HintName } from './client-hints.ts';
import { createLadder, type Ladder } from './ladder.ts';
import { admitNamed, isNamedOnly } from './named-only.ts';
import type { Origins } from './origins.ts';
import type { PurgeField } from './purge-keys.ts';
import type { Unsigned } from './unsigned.ts';
import { createVerifySignature } from './verify-signature.ts';

export interface DeliveryRules {
  /** The first signs, all verify. */
  readonly keys: readonly SigningKey[];
  readonly unsigned: Unsigned;
  readonly ladder: Ladder;
  /** Hosts of sources elsewhere. */
  readonly sources?: readonly SourceRule[];
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** The defaults where it is absent. */
  readonly cache?: CacheRules;
  /** Whose scripts may read; everyone's where it is absent. */
  readonly origins?: Origins;
  /** Client hints that count; none where it is absent. */
  readonly hints?: readonly HintName[];
  /** Where a CDN is told by which keys to purge; nowhere where it is absent. */
  readonly purgeFields?: readonly PurgeField[];
}

export interface Grant {
  readonly signed: boolean;
  /** Milliseconds since the epoch; undefined where the URL does not expire. */
  readonly expiresAt: number | undefined;
  /** As of now: a render may have taken some of what was left of the URL's life. */
  cacheFields(life: Life, source?: SourceLife, isPrivate?: boolean): Readonly<Record<string, string>>;
  /** Answers the recipe that may be served for this canonical one. Fails with `forbidden`. */
  admit(recipe: Recipe): Recipe;
}

/** What a foreign dialect says for a URL of its own. */
export interface Vouched {
  /** Its signature is there and good. */
  readonly signed?: true;
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number;
}

/**
 * `vouched` for a foreign URL only: that is signed as its dialect does it, or as ours are, at its end.
 * Fails with `forbidden` before anything was looked up, and with `expired` where what is vouched for has.
 */
export type GrantDelivery = (raw: string, vouched?: Vouched) => Promise<Grant>;

export function createGrantDelivery(rules: DeliveryRules): GrantDelivery {
  const { keys, unsigned, ladder, sources = [], clock, cache = defaultCacheRules } = rules;
  const verify = createVerifySignature(keys, clock);
  const onLadder = createLadder(ladder);
  const admitSource = createAdmitSource(sources);
  const lasting = createCacheFields(cache);
  const admits: Readonly<Record<Unsigned, Grant['admit']>> = {
    none: asAsked,
    pipelines: (recipe) => admitNamed(admitSource(recipe)),
    ladder: (recipe) => (isNamedOnly(admitSource(recipe)) ? recipe : onLadder(recipe)),
    any: asAsked,
  };
  const admit = admits[unsigned];
  const granted = (signed: boolean, expiresAt: number | undefined): Grant => ({
    signed,
    expiresAt,
    cacheFields(life, source, isPrivate = false) {
      const millisLeft = expiresAt && expiresAt - clock();
      if (isPrivate) return privateFields(cache, life, millisLeft, source);
      if (millisLeft === undefined && source === undefined) return lasting(life);
      return endingFields(cache, life, millisLeft, source);
    },
    admit: signed ? asAsked : admit,
  });
  const open = granted(false, undefined);
  return async (raw, vouched) => {
    const signature = vouched === undefined ? readSignature(raw) : readLastSignature(raw);
    if (signature !== undefined) await verify(signature);
    const ends = [vouched?.expiresAt, (signature as { expiresAt?: number } | undefined)?.expiresAt];
    const expiresAt = ends.filter((end) => end !== undefined).sort((a, b) => a - b)[0];
    const signed = signature !== undefined || vouched?.signed === true;
    if (!signed && unsigned === 'none') {
      throw new Failure('forbidden', 'Expected a signed URL: this server answers no other.', { subject: 's' });
    }
    // After the signature: only who has that learns that it once was good.
    if (vouched?.expiresAt !== undefined && clock() >= vouched.expiresAt) {
      throw new Failure('expired', 'The URL has expired.');
    }
    return signed || expiresAt !== undefined ? granted(signed, expiresAt) : open;
  };
}

function asAsked(recipe: Recipe): Recipe {
  return recipe;
}
