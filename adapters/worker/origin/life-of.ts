// For how long an answer of the origin may be kept at the edge, by what it says of itself (RFC 9111, 5861, 9213).

/** All in seconds. */
export interface Life {
  readonly fresh: number;
  /** Behind that: shown while it is renewed, and while the origin fails. */
  readonly whileRevalidate: number;
  readonly ifError: number;
}

// A picture, and refusals that everyone gets. Others are made anew for each.
const keepable: ReadonlySet<number> = new Set([200, 400, 404, 410, 414, 415, 422]);
// Longer than that nothing is kept at all.
const longest = 30 * 86_400;

/**
 * Undefined for what must not be kept: what is for one client, or depends on more of a request than `varying` names, in
 * lower case. `ifError` holds where the answer says nothing of it.
 */
export function lifeOf(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  varying: ReadonlySet<string>,
  ifError: number,
): Life | undefined {
  if (!keepable.has(status) || headers.has('set-cookie')) return undefined;
  const everyone = directivesOf(headers.get('cache-control'));
  const cdn = directivesOf(headers.get('cdn-cache-control'));
  const forUs = cdn.size > 0 ? cdn : everyone;
  if (['no-store', 'private', 'no-cache'].some((word) => forUs.has(word))) return undefined;
  const vary = (headers.get('vary') ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  if (vary.some((name) => name !== '' && !varying.has(name))) return undefined;
  const seconds = (name: string) => Math.min(longest, Number(forUs.get(name) ?? Number.NaN));
  const shared = seconds('s-maxage');
  const fresh = Number.isNaN(shared) ? seconds('max-age') : shared;
  if (!(fresh > 0)) return undefined;
  // What ends is not shown behind its end.
  if (status !== 200 || forUs.has('must-revalidate')) return { fresh, whileRevalidate: 0, ifError: 0 };
  const told = seconds('stale-if-error');
  return {
    fresh,
    whileRevalidate: seconds('stale-while-revalidate') || 0,
    ifError: Number.isNaN(told) ? ifError : told,
  };
}

function directivesOf(field: string | null): ReadonlyMap<string, string> {
  const parts = (field ?? '').toLowerCase().split(',');
  return new Map(
    parts.flatMap((part) => {
      const [, name, value = ''] = /^\s*([\w-]+)(?:="?([^"]*)"?)?\s*$/.exec(part) ?? [];
      return name === undefined ? [] : [[name, value]];
    }),
  );
}
