// Reads a segment's table at the start: what an earlier process left, whatever way it ended.
import type { Disk } from './disk.ts';
import { type EntryRow, readRow } from './entry-row.ts';
import { rowAt, rowBytes } from './layout.ts';
import type { Segment } from './segment.ts';
import { readHeader } from './segment-header.ts';

const rowsAtOnce = 680;

/** Opens the file. False when there is none, or none of this size. */
export async function reopenSegment(disk: Disk, segment: Segment, segmentBytes: number): Promise<boolean> {
  const found = await disk.stat(segment.path);
  if (found.size !== segmentBytes) return false;
  const fd = await disk.open(segment.path, 'r+');
  segment.file = { fd, ino: found.ino, dev: found.dev };
  const bytes = Buffer.alloc(rowBytes);
  await disk.read(fd, bytes, rowBytes, 0);
  const header = readHeader(bytes);
  if (header !== undefined) Object.assign(segment, header);
  return true;
}

/**
 * Hands out the rows that are there. A damaged row is passed over; the table ends where a whole stretch has no row,
 * or where the blocks begin. Sets how far the segment has been filled.
 */
export async function readTable(disk: Disk, segment: Segment, onRow: (row: EntryRow) => void): Promise<void> {
  const buffer = Buffer.alloc(rowsAtOnce * rowBytes);
  for (let first = 0; first <= segment.rows && rowAt(first) < segment.floor; first += rowsAtOnce) {
    const length = await disk.read(segment.file?.fd as number, buffer, buffer.byteLength, rowAt(first));
    for (let at = 0; at + rowBytes <= length; at += rowBytes) {
      const row = readRow(buffer, at, segment.stamp);
      // A block begins with a copy of its row, whose number never is that of the place where the copy lies.
      if (row?.number !== first + at / rowBytes) continue;
      segment.rows = row.number + 1;
      segment.floor = Math.min(segment.floor, row.offset);
      if (row.ext !== undefined) onRow(row);
    }
    // No row in the whole stretch: behind it there is none either.
    if (segment.rows <= first) return;
  }
}
