// 32 bits of a text, under a secret that each process chooses anew: nothing that is kept depends on it.

export type TextHash = (text: string) => number;

export function createTextHash(): TextHash {
  const [seed = 0] = crypto.getRandomValues(new Uint32Array(1));
  return (text) => {
    let hash = seed;
    for (let at = 0; at < text.length; at += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(at), 0x5bd1e995);
      hash ^= hash >>> 15;
    }
    // The last step of MurmurHash3: every bit of the text is felt in the upper bits, by which the index places it.
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  };
}
