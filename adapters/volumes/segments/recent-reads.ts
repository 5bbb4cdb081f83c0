// Which entries were written or read lately: those lie in the kernel's page cache, and reading them needs no thread.
// How long that holds depends on what else wants memory, and is found out: a minute at first, twice as long for every
// span in which all such reads were quick, and a minute again as soon as one had to come from the disk after all.
// Two slots for hashes that meet, the later two win; whoever is pushed out is read by a thread.

const pairs = 32_768;
const shortestMillis = 60_000;
const longestMillis = 64 * shortestMillis;
// Out of the page cache 64 KiB take 30 microseconds. Longer is a disk, or another program's turn on the processor: what
// this process has read from disks since tells the two apart. Far longer is a disk that is not counted there (a network's).
const slowMillis = 0.5;
const surelySlowMillis = 50;

export interface RecentReads {
  has(hash: number): boolean;
  add(hash: number): void;
  /** Says how long a read without a thread took. */
  took(millis: number): void;
}

/** `clock` gives milliseconds that never go back, `diskReads` a number that grows with each read from a disk. */
export function createRecentReads(
  clock: () => number,
  diskReads: () => number = () => process.resourceUsage().fsRead,
): RecentReads {
  const hashes = new Uint32Array(2 * pairs);
  let spanMillis = shortestMillis;
  let emptyAt = clock() + spanMillis;
  let seenReads = diskReads();

  const begin = (millis: number) => {
    hashes.fill(0);
    spanMillis = millis;
    emptyAt = clock() + spanMillis;
  };

  return {
    has(hash) {
      if (clock() >= emptyAt) begin(Math.min(2 * spanMillis, longestMillis));
      const at = 2 * (hash % pairs);
      return hashes[at] === hash || hashes[at + 1] === hash;
    },
    add(hash) {
      const at = 2 * (hash % pairs);
      if (hashes[at] === hash) return;
      hashes[at + 1] = hashes[at] as number;
      hashes[at] = hash;
    },
    took(millis) {
      if (millis < slowMillis) return;
      const before = seenReads;
      seenReads = diskReads();
      if (seenReads > before || millis > surelySlowMillis) begin(shortestMillis);
    },
  };
}
