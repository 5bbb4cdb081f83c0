// The keys of signed URLs as they stand in settings: `kid:hexkey,…`. A key must never reach a message or a log.

export interface SigningKey {
  /** Says in the URL which key it was; public. */
  readonly kid: string;
  readonly secret: Uint8Array<ArrayBuffer>;
}

// 16 bytes are 128 bits, beyond search. The upper bound is far above the 32 that HMAC-SHA-256 has use for.
const form = /^([\w-]{1,32}):((?:[\da-f]{2}){16,128})$/i;

/** Undefined where the text is not such a list, or names a kid twice. '' is the empty list. */
export function readSigningKeys(text: string): readonly SigningKey[] | undefined {
  const parts = text === '' ? [] : text.split(',').map((part) => form.exec(part.trim()));
  const keys = parts.filter((part) => part !== null).map(([, kid = '', hex = '']) => ({ kid, secret: bytesOf(hex) }));
  return keys.length === parts.length && new Set(keys.map(({ kid }) => kid)).size === keys.length ? keys : undefined;
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
