// Buffers that are used again: a fresh one costs more than the read it is for (performance.md section 4).

const pooledBytes = 64 * 1024;
const mostKept = 8;

export interface BufferPool {
  /** At least so long, with whatever was in it. */
  take(bytes: number): Buffer;
  /** The caller has no view of it left. */
  give(buffer: Buffer): void;
}

export function createBufferPool(): BufferPool {
  const free: Buffer[] = [];
  return {
    take: (bytes) =>
      (bytes > pooledBytes ? undefined : free.pop()) ?? Buffer.allocUnsafeSlow(Math.max(bytes, pooledBytes)),
    give(buffer) {
      if (buffer.byteLength === pooledBytes && free.length < mostKept) free.push(buffer);
    },
  };
}
