import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createNameHash } from '../../../core/database/name-hash.ts';

// vectors_sip64 of the reference implementation, which has 2 and 4 rounds: key 00 01 … 0f, the text of n bytes is
// 00 01 … n-1. They hold the slow calculation below to the paper, and that holds ours to itself with 1 and 3.
const published: readonly [bytes: number, hash: string][] = [
  [0, '310e0edd47db6f72'],
  [1, 'fd67dc93c539f874'],
  [7, '37d1018bf50002ab'],
  [8, '6224939a79f5f593'],
  [15, 'e545be4961ca29a1'],
  [63, '724506eb4c328a95'],
];

const textOf = (bytes: number) => Uint8Array.from({ length: bytes }, (_, index) => index);

/** SipHash-c-d as the paper writes it. */
function slowSipHash(key: Uint8Array, text: Uint8Array, c: number, d: number): string {
  const words = Buffer.alloc((text.length + 8) & ~7);
  words.set(text);
  words[words.length - 1] = text.length;
  const [k0, k1] = [Buffer.from(key).readBigUInt64LE(0), Buffer.from(key).readBigUInt64LE(8)];
  const v = BigUint64Array.of(k0, k1, k0, k1);
  const mix = (a: number, value: bigint) => {
    v[a] = (v[a] ?? 0n) ^ value;
  };
  const turn = (a: number, by: bigint) => {
    v[a] = ((v[a] ?? 0n) << by) | ((v[a] ?? 0n) >> (64n - by));
  };
  const half = (a: number, b: number, by: bigint) => {
    v[a] = (v[a] ?? 0n) + (v[b] ?? 0n);
    turn(b, by);
    mix(b, v[a] ?? 0n);
  };
  const rounds = (count: number) => {
    for (let round = 0; round < count; round += 1) {
      half(0, 1, 13n);
      turn(0, 32n);
      half(2, 3, 16n);
      half(0, 3, 21n);
      half(2, 1, 17n);
      turn(2, 32n);
    }
  };
  for (const [at, letter] of ['somepseu', 'dorandom', 'lygenera', 'tedbytes'].entries()) {
    mix(at, Buffer.from(letter).readBigUInt64BE(0));
  }
  for (let at = 0; at < words.length; at += 8) {
    const word = words.readBigUInt64LE(at);
    mix(3, word);
    rounds(c);
    mix(0, word);
  }
  mix(2, 0xffn);
  rounds(d);
  const out = Buffer.alloc(8);
  out.writeBigUInt64LE(v.reduce((sum, word) => sum ^ word, 0n));
  return out.toString('hex');
}

function hashOf(name: string, secret = Uint8Array.from({ length: 16 }, (_, index) => index)): string {
  const words = new Uint32Array(2);
  createNameHash(secret)(name, words);
  return Buffer.from(words.buffer).toString('hex');
}

test.each(published)(
  'the slow calculation gives for %i bytes what the reference implementation says',
  (bytes, hash) => {
    expect(slowSipHash(textOf(16), textOf(bytes), 2, 4)).toBe(hash);
  },
);

test('names of every length and of any characters hash to SipHash-1-3 of their UTF-8', () => {
  const ascii = fc.string({ unit: 'binary-ascii', maxLength: 600 });
  const name = fc.oneof(ascii, fc.string({ unit: 'binary', maxLength: 600 }));
  fc.assert(
    fc.property(name, fc.uint8Array({ minLength: 16, maxLength: 16 }), (name, secret) => {
      expect(hashOf(name, secret)).toBe(slowSipHash(secret, new TextEncoder().encode(name), 1, 3));
    }),
  );
  for (let length = 0; length < 64; length += 1) {
    expect(hashOf(Buffer.from(textOf(length)).toString('latin1'))).toBe(slowSipHash(textOf(16), textOf(length), 1, 3));
  }
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
