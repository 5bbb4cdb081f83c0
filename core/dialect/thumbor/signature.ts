// The first segment of a thumbor URL: `unsafe`, or an HMAC of all that is behind its slash, as padded base64url.
// https://thumbor.readthedocs.io (security); imagor may use another hash and cut it.
import { base64url } from '../base64.ts';
import { type Hash, hmacOf, sameText } from '../own-signature.ts';
import { refused } from '../refused.ts';

export interface ThumborSigning {
  /** All verify, the first signs. */
  readonly keys: readonly string[];
  readonly hash: Hash;
  /** Characters that a signature is cut to; undefined for all. */
  readonly length: number | undefined;
}

export function signThumbor({ hash, length }: ThumborSigning, key: string, path: string): string {
  const mac = base64url(hmacOf(hash, new TextEncoder().encode(key), path), true);
  return length === undefined ? mac : mac.slice(0, length);
}

/** Whether it is signed; undefined where there is neither a signature nor `unsafe`. Fails with `forbidden`. */
export function verifyThumbor(signing: ThumborSigning, first: string, path: string): boolean | undefined {
  if (first === 'unsafe') return false;
  const good = signing.keys.map((key) => signThumbor(signing, key, path));
  if (good.map((each) => sameText(each, first)).includes(true)) return true;
  // Of another length it may be a signature of imgproxy, which stands at the same place.
  if (good[0]?.length !== first.length || !/^[\w-]+={0,2}$/.test(first)) return undefined;
  throw refused(first, 'a signature by one of the keys', 'forbidden');
}

/** `sha1`, `sha256:40`. Undefined where the text is none of these. */
export function readSigner(text: string): Pick<ThumborSigning, 'hash' | 'length'> | undefined {
  const [, hash, length] = /^(sha1|sha256|sha512)(?::([1-9]\d?))?$/.exec(text) ?? [];
  return hash === undefined
    ? undefined
    : { hash: hash as Hash, length: length === undefined ? undefined : Number(length) };
}
