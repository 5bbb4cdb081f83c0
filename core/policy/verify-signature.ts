// Whether a signature is that of a key of ours and still holds. A refusal never says which part was wrong.
import { createMac, type Signature } from '../dialect/signature.ts';
import type { SigningKey } from '../dialect/signing-keys.ts';
import { Failure } from '../failure.ts';

/** Fails with `forbidden`. */
export type VerifySignature = (signature: Signature | 'malformed') => Promise<void>;

/** `clock` is in milliseconds since the epoch. All keys verify, so that a key is changed without a gap. */
export function createVerifySignature(keys: readonly SigningKey[], clock: () => number): VerifySignature {
  const macs = new Map(keys.map((key) => [key.kid, createMac(key)]));
  return async (signature) => {
    if (signature === 'malformed') throw invalid();
    const macOf = macs.get(signature.kid);
    if (macOf === undefined || !equal(await macOf(signature.signed), signature.mac)) throw invalid();
    // Last: only who has the key's signature learns that it once was good.
    if (signature.expiresAt !== undefined && clock() >= signature.expiresAt) {
      throw new Failure('forbidden', 'The signature of this URL has expired.');
    }
  };
}

function invalid(): Failure {
  return new Failure('forbidden', 'The signature of this URL is not valid.');
}

// Every byte is looked at (both have 32, by HMAC and by grammar), so that time does not tell how many were right.
function equal(expected: Uint8Array, received: Uint8Array): boolean {
  let difference = expected.length ^ received.length;
  for (let i = 0; i < expected.length; i += 1) difference |= (expected[i] ?? 0) ^ (received[i] ?? 0);
  return difference === 0;
}
