// The signature of a delivery URL (design section 6): `s={kid}.{mac}` is the last thing of the target, and only
// `exp={unix seconds}` may stand before it in the query. There is one place and one spelling: whatever could be read in
// two ways is malformed, and nothing is removed from a target to see what was signed: it is cut once.
import { Failure } from '../failure.ts';
import { base64url } from './base64.ts';
import type { SigningKey } from './signing-keys.ts';

export interface Signature {
  readonly kid: string;
  /** 32 bytes. */
  readonly mac: Uint8Array;
  /** The target before `?s=` or `&s=`, as received. */
  readonly signed: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number | undefined;
}

// 43 characters of base64url are 258 bits. The last two are always zero, so that no two spellings mean one MAC.
const form = /^(?:exp=([1-9]\d{0,11})&)?s=([\w-]{1,32})\.([\w-]{42}[AEIMQUYcgkosw048])$/;

/** Reads a raw target. Undefined where it claims neither to be signed nor to expire. */
export function readSignature(raw: string): Signature | 'malformed' | undefined {
  const mark = raw.indexOf('?');
  if (mark === -1) return undefined;
  const query = raw.slice(mark + 1);
  const found = form.exec(query);
  if (found === null) return /(?:^|&)(?:s|exp)(?:[=&]|$)/.test(query) ? 'malformed' : undefined;
  const [, exp, kid = '', mac = ''] = found;
  return {
    kid,
    mac: Uint8Array.from(atob(mac.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0)),
    signed: raw.slice(0, raw.length - `?s=${kid}.${mac}`.length),
    expiresAt: exp === undefined ? undefined : Number(exp) * 1000,
  };
}

// Of a foreign target, whose query may hold what the dialect reads: its end alone says whether it is signed.
const end = /[?&](?:exp=[1-9]\d{0,11}&)?s=[\w-]{1,32}\.[\w-]{42}[AEIMQUYcgkosw048]$/;

/** A foreign raw target, cut where our signature begins. The end is '' where there is none. */
export function cutSignature(raw: string): { readonly target: string; readonly end: string } {
  const at = raw.search(end);
  return at === -1 ? { target: raw, end: '' } : { target: raw.slice(0, at), end: raw.slice(at) };
}

/** The signature of a foreign raw target; undefined where there is none. */
export function readLastSignature(raw: string): Signature | undefined {
  const { target, end: last } = cutSignature(raw);
  const signature = last === '' ? undefined : readSignature(`/?${last.slice(1)}`);
  if (typeof signature !== 'object') return undefined;
  const { signed } = signature;
  // As it was signed: what stands before the signature, with the expiry behind its own mark.
  return { ...signature, signed: signed === '/' ? target : `${target}${last[0]}${signed.slice(2)}` };
}

/** The MAC that a target, cut as in `Signature.signed`, has under this key. The key is imported once. */
export function createMac({ kid, secret }: SigningKey): (signed: string) => Promise<Uint8Array> {
  const key = crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return async (signed) => {
    // The first line binds the purpose: what is signed for GET (and HEAD) opens nothing else. No part has a line feed.
    const message = new TextEncoder().encode(`imageserver GET\n${kid}\n${signed}`);
    return new Uint8Array(await crypto.subtle.sign('HMAC', await key, message));
  };
}

/** Answers the signed target. `expiresAt` is in whole unix seconds. Fails with `bad-target`. */
export type SignUrl = (target: string, expiresAt?: number) => Promise<string>;

/** `foreign`: for targets of other dialects, which may have a query. */
export function createSignUrl(key: SigningKey, foreign = false): SignUrl {
  const macOf = createMac(key);
  return async (target, expiresAt) => {
    refuseUnstable(target, foreign);
    const first = target.includes('?') ? '&' : '?';
    const expiring = expiresAt === undefined ? target : `${target}${first}exp=${expiresAt}`;
    const mark = expiresAt === undefined ? first : '&';
    const text = `${expiring}${mark}s=${key.kid}.${base64url(await macOf(expiring))}`;
    // The grammar is the reader's: 1e21 or a fraction as a time does not get past it.
    if (typeof (foreign ? readLastSignature(text) : readSignature(text)) === 'object') return text;
    throw new Failure('bad-target', 'Expected the expiry in whole seconds since 1970.', { subject: 'exp' });
  };
}

// A target that browsers and proxies would tidy up (dots, quotes, spaces) arrives as another than the signed one.
function refuseUnstable(target: string, foreign: boolean): void {
  const isPath = target.startsWith('/') && !target.startsWith('//') && !(foreign ? /#/ : /[?#]/).test(target);
  const { pathname, search } = URL.parse(target, 'http://host') ?? {};
  if (isPath && `${pathname}${search}` === target) return;
  const expected = `a percent-encoded path ${foreign ? '' : 'without query '}that every URL parser leaves as it is`;
  throw new Failure('bad-target', `Expected ${expected}.`, { subject: 'target', expected });
}
