// Where the entries are: three numbers of 32 bits a slot in an open-addressing table, at most 16 bytes an entry.
//   hash      of the key; two keys of one hash cannot both be kept, which only costs a render
//   location  of the block, in units, counted through all segments
//   info      bit 31: read since it came · bits 22 to 30: class of the block's size, 0 for a free slot ·
//             bits 0 to 21: of the group's hash
// It says where to look. Whether the entry is there, only its row can say.
import { blockBytes } from './block-class.ts';
import { rowBytes } from './layout.ts';

// Growing by little keeps the table full, and a full table keeps an entry small: 12 / 0.9 to 1.13 × 12 / 0.9 bytes.
const fullest = 0.9;
const growth = 1.13;
const fewestSlots = 1024;

const visitedBit = 2 ** 31;
const groupMask = 2 ** 22 - 1;

export interface Place {
  readonly hash: number;
  readonly location: number;
  readonly blockBytes: number;
  readonly visited: boolean;
}

export interface EntryIndex {
  /** Bytes of all entries on the disk, their rows included. */
  used(): number;
  /** Bytes of the table. */
  tableBytes(): number;
  readonly count: number;
  has(hash: number): boolean;
  find(hash: number): Place | undefined;
  /** Says that the entry was read. */
  touch(hash: number): void;
  /** In place of the hash's older entry, where there is one. */
  put(hash: number, location: number, blockClass: number, groupHash: number): void;
  drop(hash: number): void;
  ofGroups(groupHashes: readonly number[]): Place[];
  /** All between two locations, the second excluded, in their order. */
  between(from: number, to: number): Place[];
  clear(): void;
}

export function createEntryIndex(): EntryIndex {
  let slots = 0;
  let hashes = new Uint32Array();
  let locations = new Uint32Array();
  let infos = new Uint32Array();
  let count = 0;
  let usedBytes = 0;
  clear();

  return {
    used: () => usedBytes,
    tableBytes: () => slots * 12,
    get count() {
      return count;
    },
    has: (hash) => infoAt(seek(hash)) !== 0,
    find(hash) {
      const slot = seek(hash);
      return infoAt(slot) === 0 ? undefined : placeAt(slot);
    },
    touch(hash) {
      const slot = seek(hash);
      if (infoAt(slot) !== 0) infos[slot] = infoAt(slot) | visitedBit;
    },
    put(hash, location, blockClass, groupHash) {
      drop(hash);
      if (count + 1 > slots * fullest) grow();
      insert(hash, location, (blockClass << 22) | (groupHash & groupMask));
      count += 1;
      usedBytes += blockBytes(blockClass) + rowBytes;
    },
    drop,
    ofGroups: (groupHashes) => {
      const wanted = new Set(groupHashes.map((hash) => hash & groupMask));
      const [only] = wanted;
      return wanted.size === 1
        ? collect((slot) => (infoAt(slot) & groupMask) === only)
        : collect((slot) => wanted.has(infoAt(slot) & groupMask));
    },
    between: (from, to) =>
      collect((slot) => locationAt(slot) >= from && locationAt(slot) < to).sort((a, b) => a.location - b.location),
    clear,
  };

  function clear(): void {
    allocate(fewestSlots);
    count = 0;
    usedBytes = 0;
  }

  function allocate(size: number): void {
    slots = size;
    hashes = new Uint32Array(size);
    locations = new Uint32Array(size);
    infos = new Uint32Array(size);
  }

  function infoAt(slot: number): number {
    return infos[slot] as number;
  }

  function locationAt(slot: number): number {
    return locations[slot] as number;
  }

  // The upper bits choose the slot, so any number of slots will do.
  function homeOf(hash: number): number {
    return Math.floor((hash / 2 ** 32) * slots);
  }

  function after(slot: number): number {
    return slot + 1 === slots ? 0 : slot + 1;
  }

  /** The slot of a hash, or the free one where it would go. */
  function seek(hash: number): number {
    let slot = homeOf(hash);
    while (infoAt(slot) !== 0 && hashes[slot] !== hash) slot = after(slot);
    return slot;
  }

  function insert(hash: number, location: number, info: number): void {
    const slot = seek(hash);
    hashes[slot] = hash;
    locations[slot] = location;
    infos[slot] = info;
  }

  function classAt(slot: number): number {
    return (infoAt(slot) >>> 22) & 0x1ff;
  }

  function placeAt(slot: number): Place {
    return {
      hash: hashes[slot] as number,
      location: locationAt(slot),
      blockBytes: blockBytes(classAt(slot)),
      visited: infoAt(slot) >= visitedBit,
    };
  }

  function collect(isWanted: (slot: number) => boolean): Place[] {
    const found: Place[] = [];
    for (let slot = 0; slot < slots; slot += 1) {
      if (infoAt(slot) !== 0 && isWanted(slot)) found.push(placeAt(slot));
    }
    return found;
  }

  function drop(hash: number): void {
    let hole = seek(hash);
    if (infoAt(hole) === 0) return;
    count -= 1;
    usedBytes -= blockBytes(classAt(hole)) + rowBytes;
    // Those behind it move up, so that no search stops at the hole before it has found what it looks for.
    const ahead = (from: number, to: number) => (to >= from ? to - from : to - from + slots);
    for (let slot = after(hole); infoAt(slot) !== 0; slot = after(slot)) {
      if (ahead(homeOf(hashes[slot] as number), slot) < ahead(hole, slot)) continue;
      hashes[hole] = hashes[slot] as number;
      locations[hole] = locationAt(slot);
      infos[hole] = infoAt(slot);
      hole = slot;
    }
    infos[hole] = 0;
  }

  function grow(): void {
    const before = { hashes, locations, infos };
    allocate(Math.ceil(slots * growth));
    for (let slot = 0; slot < before.infos.length; slot += 1) {
      const info = before.infos[slot] as number;
      if (info !== 0) insert(before.hashes[slot] as number, before.locations[slot] as number, info);
    }
  }
}
