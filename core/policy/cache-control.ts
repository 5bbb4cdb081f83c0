// Classes of Cache-Control. Names may be given new bytes, so nothing here is immutable.

/** Delivery: fresh for an hour, then shown while it is renewed (a day) and while we are down (a week), RFC 5861. */
export const deliveryCacheControl = 'public, max-age=3600, stale-while-revalidate=86400, stale-if-error=604800';

export const noStore = 'no-store';

/** What a refusal may be kept for, so that a hopeless URL does not reach us again and again. */
export function refusalCacheControl(seconds: number | 'no-store'): string {
  return seconds === 'no-store' ? noStore : `public, max-age=${seconds}`;
}
