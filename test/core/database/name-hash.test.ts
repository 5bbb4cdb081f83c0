import { expect, test } from 'vitest';
import { createNameHash } from '../../../core/database/name-hash.ts';

// vectors_sip64 of the reference implementation: key 00 01 … 0f, the text of n bytes is 00 01 … n-1.
const vectors: readonly [bytes: number, hash: string][] = [
  [0, '310e0edd47db6f72'],
  [1, 'fd67dc93c539f874'],
  [7, '37d1018bf50002ab'],
  [8, '6224939a79f5f593'],
  [15, 'e545be4961ca29a1'],
  [63, '724506eb4c328a95'],
];

function hashOf(name: string, secret = Uint8Array.from({ length: 16 }, (_, index) => index)): string {
  const words = new Uint32Array(2);
  createNameHash(secret)(name, words);
  return Buffer.from(words.buffer).toString('hex');
}

test.each(vectors)('%i bytes hash to what the reference implementation says', (bytes, hash) => {
  expect(hashOf(String.fromCharCode(...Array.from({ length: bytes }, (_, index) => index)))).toBe(hash);
});

test('what was hashed before does not count, and neither does the buffer: lengths up and down give the same', () => {
  const hash = createNameHash(new Uint8Array(16));
  const words = new Uint32Array(2);
  const lengths = [0, 1, 511, 512, 513, 520, 521, 2000, 513, 9, 8, 7, 0];
  for (const length of lengths) {
    hash('é'.repeat(length >> 1) + 'x'.repeat(length & 1), words);
    const fresh = new Uint32Array(2);
    createNameHash(new Uint8Array(16))('é'.repeat(length >> 1) + 'x'.repeat(length & 1), fresh);
    expect(words).toEqual(fresh);
  }
});

test('another secret gives another hash', () => {
  expect(hashOf('a', new Uint8Array(16))).not.toBe(hashOf('a'));
});
