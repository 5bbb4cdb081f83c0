// The memory of mDatabase: words with one address each, in slabs. A typed array for each small piece would be
// 20,000 objects for ten million images, which cost memory and the garbage collector's time.

export interface WordMemory {
  readonly slabs: readonly Uint32Array<ArrayBuffer>[];
  /** The address of this many zeroed words in one slab, for ever: nothing is given back. */
  take(length: number): number;
  /** Words that were taken, in one slab. */
  at(address: number, length: number): Uint32Array<ArrayBuffer>;
}

// 64 MiB each: at ten million images there are six of them, which the processor's nearest cache holds with ease.
const slabShift = 24;
const slabWords = 1 << slabShift;
// The first one, which a small house never leaves.
const firstWords = 1 << 19;

/** The slab of an address, and the place of its word in it. */
export const slabOf = (address: number): number => address >>> slabShift;
export const wordOf = (address: number): number => address & (slabWords - 1);

/** No piece may be longer than 2 MiB. Memory is the machine's only when first written to. */
export function createWordMemory(): WordMemory {
  const slabs: Uint32Array<ArrayBuffer>[] = [];
  let used = 0;
  let end = 0;
  return {
    slabs,
    take(length) {
      if (used + length > end) {
        end = slabs.length === 0 ? firstWords : slabWords;
        slabs.push(new Uint32Array(end));
        used = 0;
      }
      const address = (slabs.length - 1) * slabWords + used;
      used += length;
      return address;
    },
    at: (address, length) =>
      (slabs[slabOf(address)] as Uint32Array<ArrayBuffer>).subarray(wordOf(address), wordOf(address) + length),
  };
}
