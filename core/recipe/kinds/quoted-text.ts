// Free text as the value of an option. URLs separate options by "," and stages by "~", so text with one of these is
// written as `b64:` and base64url of its UTF-8 (RFC 4648 section 5, no padding); everything else as it is.

const prefix = 'b64:';

/** Undefined for a broken encoding. */
export function readQuoted(text: string): string | undefined {
  return text.startsWith(prefix) ? decode(text.slice(prefix.length)) : text;
}

/** For well-formed text. */
export function writeQuoted(text: string): string {
  return /[,~]/.test(text) || text.startsWith(prefix) ? prefix + encode(text) : text;
}

function decode(code: string): string | undefined {
  if (!/^[\w-]*$/.test(code)) return undefined;
  try {
    const binary = atob(code.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function encode(text: string): string {
  const binary = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
