// SipHash-1-3 (Aumasson, Bernstein: "SipHash: a fast short-input PRF", 2012) of image names, in 32-bit arithmetic:
// BigInt would allocate. Keyed, so that nobody who does not know the secret can choose names that collide. One and three
// rounds are what Rust's, Python's and Ruby's tables have against that: nobody sees the hashes themselves.

/** Writes the low and the high 32 bits of the name's 64-bit hash into `into`. Equal names, equal hashes. */
export type NameHash = (name: string, into: Uint32Array) => void;

export const secretBytes = 16;

const encoder = new TextEncoder();
// A name has 512 bytes at most; what is left of the last block and the length come behind it.
const longestBytes = 512;

/** `secret` has 16 bytes. The hash allocates nothing for names of ASCII; other texts get a buffer of their own. */
export function createNameHash(secret: Uint8Array): NameHash {
  const key = new Int32Array(secret.slice(0, secretBytes).buffer);
  const usual = new Int32Array(longestBytes / 4 + 2);

  return (name, into) => {
    if (name.length <= longestBytes && packAscii(name, usual)) return sipHash(key, usual, name.length, into);
    const text = encoder.encode(name);
    const bytes = new Uint8Array(blocksOf(text.length) * 8);
    bytes.set(text);
    sipHash(key, new Int32Array(bytes.buffer), text.length, into);
  };
}

// The last block has what is left of the text, zeros, and the length.
function blocksOf(byteLength: number): number {
  return (byteLength >>> 3) + 1;
}

/** Writes the bytes of the name, and zeros to the end of the last block; false when it is not all ASCII. */
function packAscii(name: string, words: Int32Array): boolean {
  const { length } = name;
  const last = blocksOf(length) * 2 - 1;
  words[last - 1] = 0;
  words[last] = 0;
  let seen = 0;
  let at = 0;
  for (; at + 4 <= length; at += 4) {
    const a = name.charCodeAt(at);
    const b = name.charCodeAt(at + 1);
    const c = name.charCodeAt(at + 2);
    const d = name.charCodeAt(at + 3);
    seen |= a | b | c | d;
    words[at >>> 2] = a | (b << 8) | (c << 16) | (d << 24);
  }
  let rest = 0;
  for (let shift = 0; at + (shift >>> 3) < length; shift += 8) {
    const code = name.charCodeAt(at + (shift >>> 3));
    seen |= code;
    rest |= code << shift;
  }
  if ((length & 3) !== 0) words[at >>> 2] = rest;
  return seen < 128;
}

function sipHash(key: Int32Array, words: Int32Array, byteLength: number, into: Uint32Array): void {
  const blocks = blocksOf(byteLength);
  words[blocks * 2 - 1] = (words[blocks * 2 - 1] as number) | (byteLength << 24);

  const k0 = key[0] ?? 0;
  const k1 = key[1] ?? 0;
  const k2 = key[2] ?? 0;
  const k3 = key[3] ?? 0;
  let v0l = k0 ^ 0x70736575;
  let v0h = k1 ^ 0x736f6d65;
  let v1l = k2 ^ 0x6e646f6d;
  let v1h = k3 ^ 0x646f7261;
  let v2l = k0 ^ 0x6e657261;
  let v2h = k1 ^ 0x6c796765;
  let v3l = k2 ^ 0x79746573;
  let v3h = k3 ^ 0x74656462;
  // A round for each block, and three with nothing for the finish.
  for (let round = 0; round < blocks + 3; round += 1) {
    const isBlock = round < blocks;
    const low = isBlock ? (words[round * 2] as number) : 0;
    const high = isBlock ? (words[round * 2 + 1] as number) : 0;
    if (round === blocks) v2l ^= 0xff;
    v3l ^= low;
    v3h ^= high;
    let t = 0;
    // v0 += v1; v1 <<<= 13; v1 ^= v0; v0 <<<= 32
    v0l = (v0l + v1l) | 0;
    v0h = (v0h + v1h + (v0l >>> 0 < v1l >>> 0 ? 1 : 0)) | 0;
    t = v1h;
    v1h = ((v1h << 13) | (v1l >>> 19)) ^ v0h;
    v1l = ((v1l << 13) | (t >>> 19)) ^ v0l;
    t = v0h;
    v0h = v0l;
    v0l = t;
    // v2 += v3; v3 <<<= 16; v3 ^= v2
    v2l = (v2l + v3l) | 0;
    v2h = (v2h + v3h + (v2l >>> 0 < v3l >>> 0 ? 1 : 0)) | 0;
    t = v3h;
    v3h = ((v3h << 16) | (v3l >>> 16)) ^ v2h;
    v3l = ((v3l << 16) | (t >>> 16)) ^ v2l;
    // v0 += v3; v3 <<<= 21; v3 ^= v0
    v0l = (v0l + v3l) | 0;
    v0h = (v0h + v3h + (v0l >>> 0 < v3l >>> 0 ? 1 : 0)) | 0;
    t = v3h;
    v3h = ((v3h << 21) | (v3l >>> 11)) ^ v0h;
    v3l = ((v3l << 21) | (t >>> 11)) ^ v0l;
    // v2 += v1; v1 <<<= 17; v1 ^= v2; v2 <<<= 32
    v2l = (v2l + v1l) | 0;
    v2h = (v2h + v1h + (v2l >>> 0 < v1l >>> 0 ? 1 : 0)) | 0;
    t = v1h;
    v1h = ((v1h << 17) | (v1l >>> 15)) ^ v2h;
    v1l = ((v1l << 17) | (t >>> 15)) ^ v2l;
    t = v2h;
    v2h = v2l;
    v2l = t;
    v0l ^= low;
    v0h ^= high;
  }
  into[0] = v0l ^ v1l ^ v2l ^ v3l;
  into[1] = v0h ^ v1h ^ v2h ^ v3h;
}
