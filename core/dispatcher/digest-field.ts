// Digest fields, RFC 9530: SHA-256 only, as `sha-256=:base64:`.
import { Failure } from '../failure.ts';
import { quotable } from '../image/quotable.ts';

/** Of a digest in hex. */
export function writeDigestField(hex: string): string {
  const bytes = hex.match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? [];
  return `sha-256=:${btoa(String.fromCharCode(...bytes))}:`;
}

/**
 * The SHA-256 of a field in hex; undefined where the field is absent or names other algorithms only, which the
 * RFC lets us ignore. Fails with `bad-request` for a sha-256 that cannot be one.
 */
export function readDigestField(field: string | null): string | undefined {
  const member = /(?:^|,)\s*sha-256\s*=\s*([^,]*)/.exec(field ?? '')?.[1]?.trim();
  if (member === undefined) return undefined;
  const base64 = /^:([A-Za-z0-9+/]{43}=):$/.exec(member)?.[1];
  if (base64 === undefined) {
    const expected = 'sha-256=:…: with 44 characters of base64';
    const received = quotable(member);
    throw new Failure('bad-request', `Expected ${expected} in Content-Digest but received "${received}".`, {
      subject: 'Content-Digest',
      expected,
      received,
    });
  }
  return Array.from(atob(base64), (char) => char.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}
