// Short keys that name what they were made of: of bytes or text, by SHA-256.
import { sha256 } from '@noble/hashes/sha2.js';

// 192 bits: no two meet by chance or by search. A multiple of three, so base64 needs no padding.
const keyBytes = 24;

/** 32 characters of base64url (RFC 4648 section 5). */
export function digestKey(text: string): string {
  // Not crypto.subtle: that is a job for a thread, and costs ten times as much for so few bytes (decision 0056).
  const bytes = sha256(new TextEncoder().encode(text)).subarray(0, keyBytes);
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}
