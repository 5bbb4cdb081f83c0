// How long the bytes of another server may be used without asking it again: as a shared cache, by RFC 9111 sections 4.2
// and 5.2.2, within bounds of our own.
import type { SourceFields } from './fetch-source.ts';

export interface LifetimeRules {
  /** Seconds, where the other server says nothing. */
  readonly usual: number;
  /** Seconds, however little it allows: it is not asked more often. */
  readonly least: number;
  /** Seconds, however much it allows. */
  readonly most: number;
}

export interface Lifetime {
  /** Seconds from now. */
  readonly seconds: number;
  /** False where it may be used once and kept nowhere (`no-store`, `private`). */
  readonly storable: boolean;
  /** False where it may not be shown any longer while it is renewed, or where it cannot be. */
  readonly mayBeStale: boolean;
}

/** `askedAt` and `now`, the time of the answer, are milliseconds since the epoch. */
export function lifetimeOf(fields: SourceFields, rules: LifetimeRules, askedAt: number, now: number): Lifetime {
  const said = directivesOf(fields.cacheControl ?? '');
  // "no-cache" and "private" with a list of fields are about those fields, none of which is kept.
  if (said.has('no-store') || said.get('private') === '') return { seconds: 0, storable: false, mayBeStale: false };
  const strict =
    said.get('no-cache') === '' || ['must-revalidate', 'proxy-revalidate', 's-maxage'].some((d) => said.has(d));
  const left = (said.get('no-cache') === '' ? 0 : allowed(said, fields, rules, now)) - ageOf(fields, askedAt, now);
  const seconds = Math.floor(Math.min(rules.most, Math.max(rules.least, left)));
  return { seconds, storable: true, mayBeStale: !strict };
}

function allowed(
  said: ReadonlyMap<string, string>,
  { expires, date }: SourceFields,
  { usual }: LifetimeRules,
  now: number,
): number {
  const seconds = said.get('s-maxage') ?? said.get('max-age');
  // What is no number counts as nothing at all (section 4.2.1).
  if (seconds !== undefined) return /^\d+$/.test(seconds) ? Number(seconds) : 0;
  return expires === undefined ? usual : (expires - (date ?? now)) / 1000;
}

// Section 4.2.3: whichever tells of more, the clocks or the caches on the way.
function ageOf({ age = 0, date }: SourceFields, askedAt: number, now: number): number {
  return Math.max(date === undefined ? 0 : (now - date) / 1000, age + (now - askedAt) / 1000);
}

// The first of several counts; one without a value has ''.
function directivesOf(cacheControl: string): ReadonlyMap<string, string> {
  const directives = new Map<string, string>();
  for (const [, name = '', quoted, bare] of cacheControl.matchAll(/([\w-]+)(?:\s*=\s*(?:"([^"]*)"|([^\s,]*)))?/g)) {
    const key = name.toLowerCase();
    if (!directives.has(key)) directives.set(key, quoted ?? bare ?? '');
  }
  return directives;
}
