// What an edge adds to the fields of an answer: where it came from (RFC 9211), and how old it is.
import type { KeptAnswer } from './kept-answers.ts';

// Of an answer that stands in for another.
const standby = 'public, max-age=5';

function withStatus(headers: Headers, status: string): Headers {
  headers.set('Cache-Status', `imageserver; ${status}`);
  return headers;
}

/** Of a copy. What caches behind the edge had to do with it was said when it was made. */
export function keptFields({ headers, age, life }: KeptAnswer): Headers {
  const ttl = life.fresh - age;
  headers.set('Age', String(age + (Number(headers.get('age')) || 0)));
  headers.set('Server-Timing', 'cache;desc="edge"');
  return withStatus(headers, `hit; ttl=${ttl}; detail=${ttl <= 0 ? 'stale-while-revalidate' : 'edge'}`);
}

/** Without Age: a cache would count it against the few seconds of life that keep the others from asking for the same. */
export function standbyFields({ headers }: KeptAnswer, failed: number | undefined): Headers {
  for (const name of ['age', 'cdn-cache-control', 'surrogate-control']) headers.delete(name);
  headers.set('Cache-Control', standby);
  headers.set('Server-Timing', 'cache;desc="stale"');
  const status = failed === undefined ? '' : `; fwd-status=${failed}`;
  return withStatus(headers, `fwd=stale${status}; detail=stale-if-error`);
}

/** Of what the origin answered just now. */
export function forwardedFields(
  headers: Headers,
  flags: { readonly joined: boolean; readonly stored: boolean },
): Headers {
  if (flags.joined) return withStatus(headers, 'fwd=miss; collapsed; detail=edge');
  headers.append('Cache-Status', `imageserver; fwd=miss${flags.stored ? '; stored' : ''}; detail=edge`);
  return headers;
}

/** Of a copy that the origin has just said is still good: what its 304 says counts (RFC 9111 section 3.2). */
export function renewedHeaders(kept: Headers, said: Headers): Headers {
  const headers = new Headers(kept);
  for (const name of ['age', 'cache-status', 'server-timing']) headers.delete(name);
  for (const [name, value] of said) if (name !== 'content-length' && name !== 'content-type') headers.set(name, value);
  return headers;
}
