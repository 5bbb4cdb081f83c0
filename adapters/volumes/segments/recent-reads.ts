// Which entries were written or read within the last minute or so: those lie in the kernel's page cache, and reading
// them needs no thread. Two slots for hashes that meet, the later two win; whoever is pushed out is read by a thread.

const pairs = 32_768;
const memoryMillis = 60_000;

export interface RecentReads {
  has(hash: number): boolean;
  add(hash: number): void;
}

/** `clock` gives milliseconds that never go back. */
export function createRecentReads(clock: () => number): RecentReads {
  const hashes = new Uint32Array(2 * pairs);
  let emptyAt = clock() + memoryMillis;
  return {
    has(hash) {
      if (clock() >= emptyAt) {
        hashes.fill(0);
        emptyAt = clock() + memoryMillis;
      }
      const at = 2 * (hash % pairs);
      return hashes[at] === hash || hashes[at + 1] === hash;
    },
    add(hash) {
      const at = 2 * (hash % pairs);
      if (hashes[at] === hash) return;
      hashes[at + 1] = hashes[at] as number;
      hashes[at] = hash;
    },
  };
}
