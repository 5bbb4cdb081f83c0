// How a capacity is cut into segments, and a segment into what it holds:
//   0           header (segment-header.ts), as long as a row
//   rowBytes    one row for each entry (entry-row.ts), growing up
//   …           free
//   floor       blocks (the entry's row again, then its bytes), growing down to meet the rows
// The rows lie together so that a start reads them in a few sequential reads, however large the pictures are.

const kib = 1024;
const mib = 1024 * kib;

/** Blocks begin at multiples of it: 32 bits then address 1 TiB. */
export const unitBytes = 256;
export const rowBytes = 96;

/** What `entry-index.ts` has 32 bits for. */
const largestCapacity = 2 ** 32 * unitBytes;

export interface Layout {
  readonly segmentBytes: number;
  /** 0 where the capacity is too small for anything. */
  readonly segments: number;
  /** One picture may fill half a segment; larger ones would empty it of everything else. */
  readonly largestBlockBytes: number;
}

/** A sixteenth each, from 4 to 64 MiB; at least four of them, and at most 256, each of which is an open file. */
export function layoutOf(capacityBytes: number): Layout {
  const capacity = Math.min(capacityBytes, largestCapacity);
  const usual = Math.min(Math.max(capacity / 16, 4 * mib), 64 * mib);
  const wanted = Math.min(Math.max(usual, capacity / 256), capacity / 4);
  const segmentBytes = Math.floor(wanted / (4 * kib)) * 4 * kib;
  const segments = segmentBytes === 0 ? 0 : Math.floor(capacity / segmentBytes);
  return { segmentBytes, segments, largestBlockBytes: Math.min(segmentBytes / 2, unitBytes * 2 ** 19) };
}

/** Where row `number` lies in its segment. */
export function rowAt(number: number): number {
  return (number + 1) * rowBytes;
}
