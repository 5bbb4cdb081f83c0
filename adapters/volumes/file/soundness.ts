// Which files were compared with their digest lately, so that not every read has to: a fixed table, the later of two
// that share a slot wins. A file counts as the same while its inode, its time of change and its length are; what a
// medium changes on its own shows in none of them, so everything is forgotten after an hour.

const slots = 131_072;
const memoryMillis = 3_600_000;

export interface FileState {
  readonly ino: number;
  readonly mtimeMs: number;
  readonly size: number;
}

export interface Soundness {
  isKnown(digest: string, state: FileState): boolean;
  add(digest: string, state: FileState): void;
}

/** `clock` gives milliseconds that never go back. */
export function createSoundness(clock: () => number): Soundness {
  const digests = new Uint32Array(slots);
  const states = new Uint32Array(slots);
  let emptyAt = clock() + memoryMillis;
  return {
    isKnown(digest, state) {
      if (clock() >= emptyAt) {
        states.fill(0);
        emptyAt = clock() + memoryMillis;
      }
      const slot = slotOf(digest);
      return digests[slot] === partOf(digest) && states[slot] === mixed(state);
    },
    add(digest, state) {
      const slot = slotOf(digest);
      digests[slot] = partOf(digest);
      states[slot] = mixed(state);
    },
  };
}

function slotOf(digest: string): number {
  return Number.parseInt(digest.slice(0, 8), 16) % slots;
}

function partOf(digest: string): number {
  return Number.parseInt(digest.slice(8, 16), 16);
}

/** Never 0, which is an empty slot. */
function mixed({ ino, mtimeMs, size }: FileState): number {
  let hash = 0;
  for (const number of [ino, Math.floor(mtimeMs / 1000), (mtimeMs % 1000) * 1000, size]) {
    hash = Math.imul(hash ^ (number % 2 ** 32), 0x5bd1e995);
    hash ^= hash >>> 13;
  }
  return hash >>> 0 || 1;
}
