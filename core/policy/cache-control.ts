// Classes of Cache-Control. Names may be given new bytes, so nothing here is immutable.

const freshSeconds = 3600;
// The life of a result that may soon be refined, or whose named pipeline may be changed.
export const provisionalSeconds = 60;
// Of an answer that stands in for another.
export const staleSeconds = 5;

/** What is left of a source elsewhere. */
export interface SourceLife {
  readonly seconds: number;
  readonly mayBeStale: boolean;
}

const anyLife: SourceLife = { seconds: Number.POSITIVE_INFINITY, mayBeStale: true };

/**
 * Delivery: fresh for an hour unless told otherwise, then shown while it is renewed (a day) and while we are down
 * (a week), RFC 5861.
 * Where only `millisLeft` are left of a URL's life, no cache may show it any longer, not even stale; nor for longer than its
 * source lives.
 */
export function deliveryCacheControl(millisLeft?: number, fresh = freshSeconds, source = anyLife): string {
  const left = Math.max(0, Math.floor((millisLeft ?? Number.POSITIVE_INFINITY) / 1000));
  const seconds = Math.min(fresh, left, source.seconds);
  if (millisLeft !== undefined || !source.mayBeStale) return `public, max-age=${seconds}, must-revalidate`;
  return `public, max-age=${seconds}, stale-while-revalidate=86400, stale-if-error=604800`;
}

export const noStore = 'no-store';

/** What a refusal may be kept for, so that a hopeless URL does not reach us again and again. */
export function refusalCacheControl(seconds: number | 'no-store'): string {
  return seconds === 'no-store' ? noStore : `public, max-age=${seconds}`;
}
