// What caches are told, by class of answer. Names may be given new bytes, so nothing is immutable unless the house
// promises that they are not (IMG_REPLACE=never).

type Fields = Readonly<Record<string, string>>;

/** How long an answer of delivery stays true. `standby` stands in for another; `provisional` may soon be made finer. */
export type Life = 'original' | 'img' | 'provisional' | 'standby';

/** All in seconds. */
export interface CacheRules {
  readonly originalSeconds: number;
  readonly imgSeconds: number;
  readonly provisionalSeconds: number;
  /** Of refusals that a hopeless URL gets again and again, and of 404, which an upload may end at any time. */
  readonly refusalSeconds: number;
  readonly notFoundSeconds: number;
  /** Shown while it is renewed, and while we are down (RFC 5861). */
  readonly staleWhileRevalidateSeconds: number;
  readonly staleIfErrorSeconds: number;
  /** What CDNs keep originals and transformations for; undefined where it is the same as for everyone. */
  readonly cdnSeconds: number | undefined;
  /** In which field CDNs are told (RFC 9213, and what was before it). */
  readonly cdnFields: readonly ('CDN-Cache-Control' | 'Surrogate-Control')[];
  /** No name is given new bytes. */
  readonly immutable: boolean;
}

export const defaultCacheRules: CacheRules = {
  originalSeconds: 3600,
  imgSeconds: 3600,
  provisionalSeconds: 60,
  refusalSeconds: 60,
  notFoundSeconds: 10,
  staleWhileRevalidateSeconds: 86_400,
  staleIfErrorSeconds: 604_800,
  cdnSeconds: undefined,
  cdnFields: ['CDN-Cache-Control'],
  immutable: false,
};

// Of an answer that stands in for another.
const standbySeconds = 5;
// The longest that RFC 9111 section 1.2.2 leaves sense in; every cache has its own bound below it.
const yearSeconds = 31_536_000;

/** Seconds that an answer is fresh for. */
export function freshSeconds(rules: CacheRules, life: Life): number {
  if (life === 'standby') return standbySeconds;
  if (life === 'provisional') return rules.provisionalSeconds;
  if (rules.immutable) return yearSeconds;
  return life === 'original' ? rules.originalSeconds : rules.imgSeconds;
}

/** The fields of an answer whose URL does not end. They are few and the same for ever, so they are made once. */
export function createCacheFields(rules: CacheRules): (life: Life) => Fields {
  const lives = ['original', 'img', 'provisional', 'standby'] as const;
  const made = new Map(lives.map((life) => [life, lastingFields(rules, life)]));
  return (life) => made.get(life) ?? {};
}

function lastingFields(rules: CacheRules, life: Life): Fields {
  const seconds = freshSeconds(rules, life);
  const passing = life === 'provisional' || life === 'standby';
  if (rules.immutable && !passing) return { 'Cache-Control': `public, max-age=${seconds}, immutable` };
  const stale = staleDirectives(rules);
  const everyone = { 'Cache-Control': `public, max-age=${seconds}${stale}` };
  if (rules.cdnSeconds === undefined || passing) return everyone;
  const cdn = `max-age=${rules.cdnSeconds}${stale}`;
  return { ...everyone, ...Object.fromEntries(rules.cdnFields.map((field) => [field, cdn])) };
}

function staleDirectives({ staleWhileRevalidateSeconds: renew, staleIfErrorSeconds: down }: CacheRules): string {
  return `${renew > 0 ? `, stale-while-revalidate=${renew}` : ''}${down > 0 ? `, stale-if-error=${down}` : ''}`;
}

/** What is left of a source elsewhere. */
export interface SourceLife {
  readonly seconds: number;
  readonly mayBeStale: boolean;
}

const anyLife: SourceLife = { seconds: Number.POSITIVE_INFINITY, mayBeStale: true };

/**
 * Of what ends: a URL, of whose life `millisLeft` are left, or a source elsewhere. No cache may show it for longer, of a URL
 * not even stale, and no CDN is told anything else.
 */
export function endingFields(rules: CacheRules, life: Life, millisLeft: number | undefined, source = anyLife): Fields {
  const seconds = Math.min(freshSeconds(rules, life), source.seconds);
  if (millisLeft !== undefined) return { 'Cache-Control': endingCacheControl(millisLeft, seconds) };
  return {
    'Cache-Control': `public, max-age=${seconds}${source.mayBeStale ? staleDirectives(rules) : ', must-revalidate'}`,
  };
}

/**
 * Of what only signed URLs open, for as long as anything would be kept of it: by browsers alone, and by no shared cache
 * (RFC 9111 section 5.2.2.7).
 */
export function privateFields(
  rules: CacheRules,
  life: Life,
  millisLeft = Number.POSITIVE_INFINITY,
  source = anyLife,
): Fields {
  const left = Math.max(0, Math.floor(millisLeft / 1000));
  return { 'Cache-Control': `private, max-age=${Math.min(freshSeconds(rules, life), left, source.seconds)}` };
}

/** Of a URL that ends; `fresh` is in seconds. */
export function endingCacheControl(millisLeft: number, fresh: number): string {
  const left = Math.max(0, Math.floor(millisLeft / 1000));
  return `public, max-age=${Math.min(fresh, left)}, must-revalidate`;
}

export const noStore = 'no-store';

/** What a refusal may be kept for. */
export function refusalCacheControl(seconds: number | 'no-store'): string {
  return seconds === 'no-store' || seconds === 0 ? noStore : `public, max-age=${seconds}`;
}
