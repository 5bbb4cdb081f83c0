// One shard of mDatabase: records in chunks that never move, and an open-addressing table of slots over them.
// Deletion leaves no voids: a free place is given out again, and the slots behind a freed one close up.
//
// A slot has 32 bits: bits 8–31 the place of the record + 1 (0: the slot is empty), bits 0–7 a tag of the hash's
// high half, so that a search seldom looks at a record that is not the one. The slot where a search begins is the
// hash's low half, scaled to the table: so a table may have any length, and grow by little.
import { isLive, wordsPerRecord } from './record-words.ts';
import { slabOf, type WordMemory, wordOf } from './word-memory.ts';

const chunkShift = 10;
const chunkRecords = 1 << chunkShift;
const chunkWords = chunkRecords * wordsPerRecord;
const segmentShift = 12;
const segmentSlots = 1 << segmentShift;
const maxLoad = 0.8;
// Right after it has grown; the nearer to maxLoad, the less room is wasted and the more often it grows.
const grownLoad = 0.76;

export interface RecordShard {
  readonly count: number;
  /** The address of the record with this hash, or -1. */
  find(low: number, high: number): number;
  /** Stores eight words from `at` under the hash that they begin with, in place of what was there. */
  put(words: Uint32Array, at: number): void;
  remove(low: number, high: number): boolean;
  /** The words of all records. */
  copy(): Uint32Array<ArrayBuffer>;
  /** Takes a copy back. The shard must be empty. */
  fill(words: Uint32Array): void;
}

export function createRecordShard(memory: WordMemory): RecordShard {
  const { slabs } = memory;
  // Addresses.
  const chunks: number[] = [];
  const segments: number[] = [];
  let slotCount = 0;
  let places = 0;
  let count = 0;
  // The first free place + 1, 0 for none; each says which is the next.
  let firstFree = 0;

  return {
    get count() {
      return count;
    },

    find(low, high) {
      if (count === 0) return -1;
      const place = placeIn(slotOf(low, high));
      return place === -1 ? -1 : addressOf(place);
    },

    put(words, at) {
      if (count + 1 > slotCount * maxLoad) grow();
      const slot = slotOf(words[at] as number, words[at + 1] as number);
      let place = placeIn(slot);
      if (place === -1) {
        place = takePlace();
        setSlot(slot, place, words[at + 1] as number);
        count += 1;
      }
      const address = addressOf(place);
      const slab = slabAt(address);
      const to = wordOf(address);
      for (let word = 0; word < wordsPerRecord; word += 1) slab[to + word] = words[at + word] as number;
    },

    remove(low, high) {
      if (count === 0) return false;
      const slot = slotOf(low, high);
      const place = placeIn(slot);
      if (place === -1) return false;
      closeUp(slot);
      const address = addressOf(place);
      const at = wordOf(address);
      slabAt(address).fill(0, at, at + wordsPerRecord);
      slabAt(address)[at] = firstFree;
      firstFree = place + 1;
      count -= 1;
      return true;
    },

    copy() {
      const words = new Uint32Array(count * wordsPerRecord);
      let to = 0;
      for (let place = 0; place < places; place += 1) {
        const address = addressOf(place);
        const slab = slabAt(address);
        const at = wordOf(address);
        if (!isLive(slab, at)) continue;
        for (let word = 0; word < wordsPerRecord; word += 1) words[to + word] = slab[at + word] as number;
        to += wordsPerRecord;
      }
      return words;
    },

    fill(words) {
      count = words.length / wordsPerRecord;
      places = count;
      for (let from = 0; from < words.length; from += chunkWords) {
        const chunk = memory.take(chunkWords);
        chunks.push(chunk);
        slabAt(chunk).set(words.subarray(from, from + chunkWords), wordOf(chunk));
      }
      grow();
    },
  };

  function slabAt(address: number): Uint32Array {
    return slabs[slabOf(address)] as Uint32Array;
  }

  function addressOf(place: number): number {
    return (chunks[place >>> chunkShift] as number) + (place & (chunkRecords - 1)) * wordsPerRecord;
  }

  function slotAddress(slot: number): number {
    return (segments[slot >>> segmentShift] as number) + (slot & (segmentSlots - 1));
  }

  function slotAt(slot: number): number {
    const address = slotAddress(slot);
    return slabAt(address)[wordOf(address)] as number;
  }

  function setSlot(slot: number, place: number, high: number): void {
    const address = slotAddress(slot);
    slabAt(address)[wordOf(address)] = ((place + 1) << 8) | (high & 0xff);
  }

  /** The slot that holds this hash, or the empty one where it would go. There always is an empty one. */
  function slotOf(low: number, high: number): number {
    const tag = high & 0xff;
    for (let slot = home(low); ; slot = next(slot)) {
      const found = slotAt(slot);
      if (found === 0) return slot;
      if ((found & 0xff) !== tag) continue;
      const address = addressOf((found >>> 8) - 1);
      const slab = slabAt(address);
      const at = wordOf(address);
      if (slab[at] === low && slab[at + 1] === high) return slot;
    }
  }

  /** -1 for an empty slot. */
  function placeIn(slot: number): number {
    return (slotAt(slot) >>> 8) - 1;
  }

  function home(low: number): number {
    return ((low / 0x1_0000_0000) * slotCount) | 0;
  }

  function next(slot: number): number {
    return slot + 1 === slotCount ? 0 : slot + 1;
  }

  function takePlace(): number {
    if (firstFree === 0) {
      if (places === chunks.length * chunkRecords) chunks.push(memory.take(chunkWords));
      places += 1;
      return places - 1;
    }
    const place = firstFree - 1;
    const address = addressOf(place);
    firstFree = slabAt(address)[wordOf(address)] as number;
    return place;
  }

  // Knuth, TAOCP volume 3, section 6.4, algorithm R: moves up what would not be found behind an empty slot.
  function closeUp(freed: number): void {
    let hole = freed;
    for (let slot = next(hole); slotAt(slot) !== 0; slot = next(slot)) {
      const place = placeIn(slot);
      const address = addressOf(place);
      const wanted = home(slabAt(address)[wordOf(address)] as number);
      const isReached = hole <= slot ? hole < wanted && wanted <= slot : hole < wanted || wanted <= slot;
      if (isReached) continue;
      setSlot(hole, place, slotAt(slot));
      hole = slot;
    }
    const address = slotAddress(hole);
    slabAt(address)[wordOf(address)] = 0;
  }

  // The records know all that the table says, so it is written anew in place: no second table, nothing to collect.
  function grow(): void {
    const wanted = Math.ceil((count + 1) / grownLoad / segmentSlots);
    while (segments.length < wanted) segments.push(memory.take(segmentSlots));
    slotCount = segments.length * segmentSlots;
    for (const segment of segments) slabAt(segment).fill(0, wordOf(segment), wordOf(segment) + segmentSlots);
    for (let place = 0; place < places; place += 1) {
      const address = addressOf(place);
      const slab = slabAt(address);
      const at = wordOf(address);
      if (!isLive(slab, at)) continue;
      let slot = home(slab[at] as number);
      while (slotAt(slot) !== 0) slot = next(slot);
      setSlot(slot, place, slab[at + 1] as number);
    }
  }
}
