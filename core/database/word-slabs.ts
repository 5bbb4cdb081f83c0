// Cuts the memory of mDatabase from slabs, piece after piece. A buffer of its own for each piece would cost more
// than its object: it would lie apart from the others, and every lookup would pay for that.

/** Zeroed words, for ever: pieces are not given back. */
export type TakeWords = (length: number) => Uint32Array<ArrayBuffer>;

// Mapped page by page when first written to, so an unused rest costs nothing.
const slabBytes = 4 * 1024 * 1024;

/** A piece may not be longer than a slab. */
export function createWordSlabs(): TakeWords {
  let slab = new ArrayBuffer(0);
  let used = 0;
  return (length) => {
    if (used + length * 4 > slab.byteLength) {
      slab = new ArrayBuffer(slabBytes);
      used = 0;
    }
    const words = new Uint32Array(slab, used, length);
    used += length * 4;
    return words;
  };
}
