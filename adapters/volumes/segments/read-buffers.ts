// Where reads go to: stretches of larger buffers, each handed out once. A buffer of its own for every read costs more
// than the read (performance.md section 4); using one again would need to know when an answer has gone out.

// Whoever keeps an entry for long must copy it, or it holds on to a whole one of these; mVol does.
const sharedBytes = 256 * 1024;
const largestShare = sharedBytes / 4;

/** So many bytes, with whatever was in them. */
export type ReadBuffers = (bytes: number) => Buffer;

export function createReadBuffers(): ReadBuffers {
  let shared = Buffer.allocUnsafeSlow(0);
  let used = 0;
  return (bytes) => {
    if (bytes > largestShare) return Buffer.allocUnsafeSlow(bytes);
    if (used + bytes > shared.byteLength) {
      shared = Buffer.allocUnsafeSlow(sharedBytes);
      used = 0;
    }
    used += bytes;
    return shared.subarray(used - bytes, used);
  };
}
