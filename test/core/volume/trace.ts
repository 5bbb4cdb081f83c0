// A trace of requests as caches meet them: popularity after Zipf, and now and then a crawler that asks for
// many pictures once.

export interface TraceConfig {
  readonly seed: number;
  readonly length: number;
  readonly pictures: number;
  /** Zipf's exponent. */
  readonly skew: number;
  readonly scanEvery: number;
  readonly scanLength: number;
}

export function trace({ seed, length, pictures, skew, scanEvery, scanLength }: TraceConfig): string[] {
  const random = createRandom(seed);
  const cumulative: number[] = [];
  let total = 0;
  for (let rank = 1; rank <= pictures; rank += 1) {
    total += rank ** -skew;
    cumulative.push(total);
  }
  const keys: string[] = [];
  for (let scanned = 0; keys.length < length; ) {
    keys.push(keyOf('p', lowerBound(cumulative, random() * total)));
    if (keys.length % scanEvery !== 0) continue;
    for (let end = scanned + scanLength; scanned < end; scanned += 1) keys.push(keyOf('s', scanned));
  }
  return keys;
}

function keyOf(kind: string, index: number): string {
  return kind + String(index).padStart(8, '0');
}

function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

// mulberry32: small, and the same everywhere.
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
