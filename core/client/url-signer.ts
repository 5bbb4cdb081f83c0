// Signs delivery targets where the key is: in a program on a server, never in a page.
import { createSignUrl, type SignUrl } from '../dialect/signature.ts';
import { readSigningKeys } from '../dialect/signing-keys.ts';

/**
 * `keys` as in IMG_KEYS, `kid:hexkey,…`; the first signs. Throws RangeError where there is none.
 * The function it answers takes a target and, if the URL is to expire, the unix time in whole seconds.
 */
export function createUrlSigner(keys: string): SignUrl {
  const first = readSigningKeys(keys)?.[0];
  // The text is not repeated: it may be a key with a slip in it.
  if (first === undefined) throw new RangeError('Expected keys as kid:hexkey,… with at least 16 bytes each.');
  return createSignUrl(first);
}
