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
// Slots a record in a copy; where there are more, a new table is made faster than theirs is read. Holds a file to
// 32 + 6.5 bytes an image.
const mostSlots = 1.625;

export interface RecordShard {
  readonly count: number;
  /** The address of the record with this hash, or -1. */
  find(low: number, high: number): number;
  /** Stores eight words from `at` under the hash that they begin with, in place of what was there. */
  put(words: Uint32Array, at: number): void;
  remove(low: number, high: number): boolean;
  /** All records, and the table over them. */
  copy(): ShardCopy;
  /**
   * Makes room for a copy, in a shard that is empty, and answers the pieces of memory that it has to be written into
   * before anything else is done with the shard: records, then slots, each in order.
   */
  makeRoom(records: number, slots: number): Room;
  /** After a copy without slots has been written: makes the table. */
  index(): void;
}

/** The words of records whose places are counted from 0, and slots that hold these places; none where they are few. */
export interface ShardCopy {
  readonly records: Uint32Array<ArrayBuffer>;
  readonly slots: Uint32Array<ArrayBuffer>;
}

export interface Room {
  readonly records: readonly Uint32Array<ArrayBuffer>[];
  readonly slots: readonly Uint32Array<ArrayBuffer>[];
}

// Plain fields and functions over them: closures over as many variables took a third longer a lookup.
interface Table {
  readonly memory: WordMemory;
  /** Addresses. */
  readonly chunks: number[];
  readonly segments: number[];
  slotCount: number;
  places: number;
  count: number;
  /** The first free place + 1, 0 for none; each says which is the next. */
  firstFree: number;
}

export function createRecordShard(memory: WordMemory): RecordShard {
  const table: Table = { memory, chunks: [], segments: [], slotCount: 0, places: 0, count: 0, firstFree: 0 };
  return {
    get count() {
      return table.count;
    },
    find: (low, high) => find(table, low, high),
    put: (words, at) => put(table, words, at),
    remove: (low, high) => remove(table, low, high),
    copy: () => copy(table),
    makeRoom: (records, slots) => makeRoom(table, records, slots),
    index: () => grow(table),
  };
}

function find(table: Table, low: number, high: number): number {
  if (table.count === 0) return -1;
  const place = placeIn(table, slotOf(table, low, high));
  return place === -1 ? -1 : addressOf(table, place);
}

function put(table: Table, words: Uint32Array, at: number): void {
  if (table.count + 1 > table.slotCount * maxLoad) grow(table);
  const slot = slotOf(table, words[at] as number, words[at + 1] as number);
  let place = placeIn(table, slot);
  if (place === -1) {
    place = takePlace(table);
    setSlot(table, slot, place, words[at + 1] as number);
    table.count += 1;
  }
  const address = addressOf(table, place);
  const slab = slabAt(table, address);
  const to = wordOf(address);
  for (let word = 0; word < wordsPerRecord; word += 1) slab[to + word] = words[at + word] as number;
}

function remove(table: Table, low: number, high: number): boolean {
  if (table.count === 0) return false;
  const slot = slotOf(table, low, high);
  const place = placeIn(table, slot);
  if (place === -1) return false;
  closeUp(table, slot);
  const address = addressOf(table, place);
  const at = wordOf(address);
  slabAt(table, address).fill(0, at, at + wordsPerRecord);
  slabAt(table, address)[at] = table.firstFree;
  table.firstFree = place + 1;
  table.count -= 1;
  return true;
}

function copy(table: Table): ShardCopy {
  const { count, places, slotCount } = table;
  const records = new Uint32Array(count * wordsPerRecord);
  // Place + 1 by place + 1, as slots have it; those of free places are never asked for.
  const moved = new Uint32Array(places + 1);
  let to = 0;
  for (let place = 0; place < places; place += 1) {
    const address = addressOf(table, place);
    const slab = slabAt(table, address);
    const at = wordOf(address);
    if (!isLive(slab, at)) continue;
    for (let word = 0; word < wordsPerRecord; word += 1) records[to + word] = slab[at + word] as number;
    to += wordsPerRecord;
    moved[place + 1] = to / wordsPerRecord;
  }
  const slots = new Uint32Array(slotCount > count * mostSlots ? 0 : slotCount);
  for (let slot = 0; slot < slots.length; slot += 1) {
    const found = slotAt(table, slot);
    if (found !== 0) slots[slot] = ((moved[found >>> 8] as number) << 8) | (found & 0xff);
  }
  return { records, slots };
}

function makeRoom(table: Table, records: number, slots: number): Room {
  table.count = records;
  table.places = records;
  table.slotCount = slots;
  const chunks = Math.ceil(records / chunkRecords);
  return {
    records: takeAll(table, table.chunks, chunks, chunkWords, records * wordsPerRecord),
    slots: takeAll(table, table.segments, slots / segmentSlots, segmentSlots, slots),
  };
}

/** Takes pieces; answers `length` words of their memory, those that lie side by side as one. */
function takeAll({ memory }: Table, into: number[], pieces: number, pieceWords: number, length: number) {
  const room: Uint32Array<ArrayBuffer>[] = [];
  let start = 0;
  let end = 0;
  for (let piece = 0; piece < pieces; piece += 1) {
    const address = memory.take(pieceWords);
    into.push(address);
    if (address !== end || slabOf(address) !== slabOf(start)) {
      if (end > start) room.push(memory.at(start, end - start));
      start = address;
    }
    end = address + Math.min(pieceWords, length - piece * pieceWords);
  }
  if (end > start) room.push(memory.at(start, end - start));
  return room;
}

function slabAt(table: Table, address: number): Uint32Array {
  return table.memory.slabs[slabOf(address)] as Uint32Array;
}

function addressOf(table: Table, place: number): number {
  return (table.chunks[place >>> chunkShift] as number) + (place & (chunkRecords - 1)) * wordsPerRecord;
}

function slotAddress(table: Table, slot: number): number {
  return (table.segments[slot >>> segmentShift] as number) + (slot & (segmentSlots - 1));
}

function slotAt(table: Table, slot: number): number {
  const address = slotAddress(table, slot);
  return slabAt(table, address)[wordOf(address)] as number;
}

function setSlot(table: Table, slot: number, place: number, high: number): void {
  const address = slotAddress(table, slot);
  slabAt(table, address)[wordOf(address)] = ((place + 1) << 8) | (high & 0xff);
}

/** The slot that holds this hash, or the empty one where it would go. There always is an empty one. */
function slotOf(table: Table, low: number, high: number): number {
  const tag = high & 0xff;
  for (let slot = home(table, low); ; slot = next(table, slot)) {
    const found = slotAt(table, slot);
    if (found === 0) return slot;
    if ((found & 0xff) !== tag) continue;
    const address = addressOf(table, (found >>> 8) - 1);
    const slab = slabAt(table, address);
    const at = wordOf(address);
    if (slab[at] === low && slab[at + 1] === high) return slot;
  }
}

/** -1 for an empty slot. */
function placeIn(table: Table, slot: number): number {
  return (slotAt(table, slot) >>> 8) - 1;
}

function home(table: Table, low: number): number {
  return ((low / 0x1_0000_0000) * table.slotCount) | 0;
}

function next(table: Table, slot: number): number {
  return slot + 1 === table.slotCount ? 0 : slot + 1;
}

function takePlace(table: Table): number {
  const { memory, chunks, firstFree } = table;
  if (firstFree === 0) {
    if (table.places === chunks.length * chunkRecords) chunks.push(memory.take(chunkWords));
    table.places += 1;
    return table.places - 1;
  }
  const place = firstFree - 1;
  const address = addressOf(table, place);
  table.firstFree = slabAt(table, address)[wordOf(address)] as number;
  return place;
}

// Knuth, TAOCP volume 3, section 6.4, algorithm R: moves up what would not be found behind an empty slot.
function closeUp(table: Table, freed: number): void {
  let hole = freed;
  for (let slot = next(table, hole); slotAt(table, slot) !== 0; slot = next(table, slot)) {
    const place = placeIn(table, slot);
    const address = addressOf(table, place);
    const wanted = home(table, slabAt(table, address)[wordOf(address)] as number);
    const isReached = hole <= slot ? hole < wanted && wanted <= slot : hole < wanted || wanted <= slot;
    if (isReached) continue;
    setSlot(table, hole, place, slotAt(table, slot));
    hole = slot;
  }
  const address = slotAddress(table, hole);
  slabAt(table, address)[wordOf(address)] = 0;
}

// The records know all that the table says, so it is written anew in place: no second table, nothing to collect.
function grow(table: Table): void {
  const { memory, segments, count, places } = table;
  const wanted = Math.ceil((count + 1) / grownLoad / segmentSlots);
  while (segments.length < wanted) segments.push(memory.take(segmentSlots));
  table.slotCount = segments.length * segmentSlots;
  for (const segment of segments) slabAt(table, segment).fill(0, wordOf(segment), wordOf(segment) + segmentSlots);
  for (let place = 0; place < places; place += 1) {
    const address = addressOf(table, place);
    const slab = slabAt(table, address);
    const at = wordOf(address);
    if (!isLive(slab, at)) continue;
    let slot = home(table, slab[at] as number);
    while (slotAt(table, slot) !== 0) slot = next(table, slot);
    setSlot(table, slot, place, slab[at + 1] as number);
  }
}
