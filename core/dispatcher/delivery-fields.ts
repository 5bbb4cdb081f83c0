// What every answer of delivery says besides itself, refusals too: who may show, read and time it, and what of the
// request went into it. Plain objects, spread into the answer where it is made: what is set on a Response afterwards
// costs a native one.
import type { FailureCode } from '../failure.ts';
import { defaultCacheRules, noStore, refusalCacheControl } from '../policy/cache-control.ts';
import type { DeliveryRules } from '../policy/delivery.ts';
import { allowsOrigin } from '../policy/origins.ts';
import { purgeFields } from '../policy/purge-keys.ts';
import { guardHeaders } from './guard-headers.ts';
import { problems } from './problem.ts';

export type Fields = Readonly<Record<string, string>>;

export interface DeliveryFields {
  /** `origin` is the request's, `vary` the names of its headers that the answer depends on besides. */
  of(origin: string | null | undefined, vary: readonly string[]): Fields;
  ofRefusal(code: FailureCode, origin: string | null | undefined, vary: readonly string[]): Fields;
  /** Names of headers, in lower case, that every answer depends on. */
  readonly varies: readonly string[];
  /** By which keys a CDN is told to purge. */
  purge(keys: () => readonly string[]): Fields;
}

// Pages of every site may show an image; the header keeps those that isolate themselves (COEP) from refusing it.
const shown: Fields = { ...guardHeaders, 'Cross-Origin-Resource-Policy': 'cross-origin' };

export function createDeliveryFields({
  origins = '*',
  cache = defaultCacheRules,
  purgeFields: fields = [],
}: Pick<DeliveryRules, 'origins' | 'cache' | 'purgeFields'>): DeliveryFields {
  const toAll = { ...shown, ...readableBy('*') };
  // Where every origin gets the same, no cache has to keep it for each.
  const asked = origins === '*' || origins.length === 0 ? [] : ['Origin'];

  const to = (origin: string | null | undefined): Fields => {
    if (origins === '*') return toAll;
    return origin && allowsOrigin(origins, origin) ? { ...shown, ...readableBy(origin) } : shown;
  };
  const of: DeliveryFields['of'] = (origin, vary) => {
    const names = asked.length === 0 ? vary : [...vary, ...asked];
    return names.length === 0 ? to(origin) : { ...to(origin), Vary: names.join(', ') };
  };
  return {
    of,
    ofRefusal: (code, origin, vary) => ({ ...of(origin, vary), 'Cache-Control': refusalControl(code) }),
    varies: asked.map((name) => name.toLowerCase()),
    purge: (keys) => (fields.length === 0 ? {} : purgeFields(fields, keys())),
  };

  function refusalControl(code: FailureCode): string {
    if (problems[code].cacheSeconds === noStore) return noStore;
    return refusalCacheControl(code === 'not-found' ? cache.notFoundSeconds : cache.refusalSeconds);
  }
}

// Without credentials, ever: nothing that a cookie opens is here.
function readableBy(origin: string): Fields {
  return {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': '*',
    'Timing-Allow-Origin': origin,
  };
}
