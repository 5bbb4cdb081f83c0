// Signatures of foreign dialects: what they hash, and how two are compared.
import { hmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';

// md5 and sha1 are what clients of imgix and thumbor sign with, over a secret: nobody chooses both texts of a collision.
const hashes = { md5, sha1, sha256, sha512 } as const;
export type Hash = keyof typeof hashes;

const encoder = new TextEncoder();

export function hmacOf(hash: Hash, key: Uint8Array, message: Uint8Array | string): Uint8Array {
  return hmac(hashes[hash], key, typeof message === 'string' ? encoder.encode(message) : message);
}

export function hexDigest(hash: Hash, text: string): string {
  return hexOf(hashes[hash](encoder.encode(text)));
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Every character is looked at, so that time does not tell how many were right; the length is no secret. */
export function sameText(expected: string, received: string): boolean {
  let difference = expected.length ^ received.length;
  for (let i = 0; i < expected.length; i += 1) difference |= expected.charCodeAt(i) ^ received.charCodeAt(i);
  return difference === 0;
}
