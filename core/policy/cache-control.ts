// Classes of Cache-Control. Names may be given new bytes, so nothing here is immutable.

const freshSeconds = 3600;
// The life of a result that may soon be refined, or whose named pipeline may be changed.
export const provisionalSeconds = 60;
// Of an answer that stands in for another.
export const staleSeconds = 5;

/**
 * Delivery: fresh for an hour unless told otherwise, then shown while it is renewed (a day) and while we are down
 * (a week), RFC 5861.
 * Where only `millisLeft` are left of a URL's life, no cache may show it any longer, not even stale.
 */
export function deliveryCacheControl(millisLeft?: number, fresh = freshSeconds): string {
  if (millisLeft === undefined) return `public, max-age=${fresh}, stale-while-revalidate=86400, stale-if-error=604800`;
  const left = Math.max(0, Math.floor(millisLeft / 1000));
  return `public, max-age=${Math.min(fresh, left)}, must-revalidate`;
}

export const noStore = 'no-store';

/** What a refusal may be kept for, so that a hopeless URL does not reach us again and again. */
export function refusalCacheControl(seconds: number | 'no-store'): string {
  return seconds === 'no-store' ? noStore : `public, max-age=${seconds}`;
}
