// Base64 in URLs (RFC 4648 sections 4 and 5): either alphabet, padded or not.

/** The text in it. Undefined where it is not base64 of UTF-8. */
export function readBase64Text(code: string): string | undefined {
  // In one go from the start: an end that is looked for behind every "=" takes a square of a long URL's time.
  const plain = /^([A-Za-z0-9+/]+)=*$/.exec(code.replaceAll('-', '+').replaceAll('_', '/'))?.[1];
  if (plain === undefined) return undefined;
  try {
    const bytes = Uint8Array.from(atob(plain), (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** URL-safe and not padded. */
export function writeBase64Text(text: string): string {
  return base64url(new TextEncoder().encode(text));
}

export function base64url(bytes: Uint8Array, padded = false): string {
  const code = writeBase64(bytes).replaceAll('+', '-').replaceAll('/', '_');
  return padded ? code : code.replaceAll('=', '');
}

export function writeBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
