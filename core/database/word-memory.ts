// The memory of mDatabase: words with one address each, in slabs. A typed array for each small piece would be
// 20,000 objects for ten million images, which cost memory and the garbage collector's time.

export interface WordMemory {
  readonly slabs: readonly Uint32Array[];
  /** The address of this many zeroed words in one slab, for ever: nothing is given back. */
  take(length: number): number;
}

const slabShift = 20;
const slabWords = 1 << slabShift;

/** The slab of an address, and the place of its word in it. */
export const slabOf = (address: number): number => address >>> slabShift;
export const wordOf = (address: number): number => address & (slabWords - 1);

/** No piece may be longer than 4 MiB. Memory is the machine's only when first written to. */
export function createWordMemory(): WordMemory {
  const slabs: Uint32Array[] = [];
  let used = slabWords;
  return {
    slabs,
    take(length) {
      if (used + length > slabWords) {
        slabs.push(new Uint32Array(slabWords));
        used = 0;
      }
      const address = (slabs.length - 1) * slabWords + used;
      used += length;
      return address;
    },
  };
}
