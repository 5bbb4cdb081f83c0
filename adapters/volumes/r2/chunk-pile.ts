// Chunks that wait to be taken in pieces of a size.

export interface ChunkPile {
  readonly byteLength: number;
  push(chunk: Uint8Array): void;
  /** The first bytes, out of the pile; it must have so many. */
  take(byteLength: number): Uint8Array;
}

export function createChunkPile(): ChunkPile {
  let chunks: Uint8Array[] = [];
  let held = 0;
  return {
    get byteLength() {
      return held;
    },
    push(chunk) {
      chunks.push(chunk);
      held += chunk.byteLength;
    },
    take(byteLength) {
      const taken = new Uint8Array(byteLength);
      let [at, count] = [0, 0];
      for (const chunk of chunks) {
        if (at === byteLength) break;
        const piece = chunk.subarray(0, byteLength - at);
        taken.set(piece, at);
        at += piece.byteLength;
        if (piece.byteLength < chunk.byteLength) chunks[count] = chunk.subarray(piece.byteLength);
        else count += 1;
      }
      chunks = chunks.slice(count);
      held -= byteLength;
      return taken;
    },
  };
}
