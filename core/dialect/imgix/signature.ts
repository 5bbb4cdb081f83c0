// The signature of an imgix URL: MD5 of token, path and query, as the last parameter
// (https://docs.imgix.com/en-US/getting-started/setup/securing-assets).
import { hexDigest, sameText } from '../own-signature.ts';
import { refused } from '../refused.ts';

/** `target` without its first slash, as it was sent. Fails with `forbidden`. */
export function verifyTarget(tokens: readonly string[], target: string): { signed: boolean; unsigned: string } {
  const found = /[?&]s=([0-9a-f]{32})$/.exec(target);
  const unsigned = found === null ? target : target.slice(0, found.index);
  if (tokens.length === 0) return { signed: false, unsigned };
  const received = found?.[1] ?? '';
  // All are tried, so that time does not tell which one it was.
  const good = tokens.map((token) => sameText(signatureOf(token, unsigned), received)).includes(true);
  if (!good) throw refused(received, 's as the last parameter, signed with one of the tokens', 'forbidden');
  return { signed: true, unsigned };
}

export function signTarget([token]: readonly string[], target: string): string {
  if (token === undefined) return target;
  return `${target}${target.includes('?') ? '&' : '?'}s=${signatureOf(token, target)}`;
}

function signatureOf(token: string, target: string): string {
  return hexDigest('md5', `${token}/${target}`);
}
