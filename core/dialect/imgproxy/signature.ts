// The signature of an imgproxy URL: HMAC-SHA-256 of salt and path, cut to some bytes, as base64url.
// https://docs.imgproxy.net/usage/signing_url
import { base64url } from '../base64.ts';
import { hmacOf, sameText } from '../own-signature.ts';
import { refused } from '../refused.ts';

export interface ImgproxyKey {
  readonly key: Uint8Array;
  readonly salt: Uint8Array;
}

export interface ImgproxySigning {
  /** All verify, the first signs; none: whatever stands in its place passes, and the URL counts as unsigned. */
  readonly keys: readonly ImgproxyKey[];
  /** 1 to 32. */
  readonly bytes: number;
}

export function signPath({ key, salt }: ImgproxyKey, bytes: number, path: string): string {
  const text = new TextEncoder().encode(path);
  const message = new Uint8Array(salt.length + text.length);
  message.set(salt);
  message.set(text, salt.length);
  return base64url(hmacOf('sha256', key, message).subarray(0, bytes));
}

/** Whether the path is signed. Fails with `forbidden`. */
export function verifyPath({ keys, bytes }: ImgproxySigning, signature: string, path: string): boolean {
  // Then the signature has been forgotten, and the first option is in its place.
  if (signature.includes(':')) throw refused(signature, 'a signature in front of the options', 'forbidden');
  if (keys.length === 0) return false;
  const good = keys.map((key) => sameText(signPath(key, bytes, path), signature)).includes(true);
  if (!good) throw refused(signature, 'a signature by one of the keys', 'forbidden');
  return true;
}

/** `key:salt,…` in hex digits. Undefined where the text is not such a list. */
export function readImgproxyKeys(text: string): readonly ImgproxyKey[] | undefined {
  const pairs =
    text === '' ? [] : text.split(',').map((item) => /^((?:[\da-f]{2})+):((?:[\da-f]{2})+)$/i.exec(item.trim()));
  const keys = pairs
    .filter((pair) => pair !== null)
    .map(([, key = '', salt = '']) => ({ key: bytesOf(key), salt: bytesOf(salt) }));
  return keys.length === pairs.length ? keys : undefined;
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
