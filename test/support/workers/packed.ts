// Tasks and results as JSON: bytes are base64 under a key of their own, and a source's bytes become a function again.

export function packed(value: unknown): string {
  // What it gets is what `toJSON` of a Buffer has made: the bytes themselves are its holder's.
  return JSON.stringify(value, function (this: Record<string, unknown>, key, one) {
    const held = this[key];
    return held instanceof Uint8Array ? { $bytes: toBase64(held) } : one;
  });
}

export function unpacked(text: string): unknown {
  return JSON.parse(text, (_key, one) => {
    if (one === null || typeof one !== 'object') return one;
    if (typeof one.$bytes === 'string') return fromBase64(one.$bytes);
    if (one.$source instanceof Uint8Array) return { ...one.shown, bytes: async () => one.$source };
    return one;
  });
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
}
