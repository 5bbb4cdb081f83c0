// The segments on the disk: made, filled, read and given up. It knows no keys; what is where, the index knows.
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type Entry, Failure } from '../../../core/index.ts';
import { blockBytes, blockClass } from './block-class.ts';
import type { Disk } from './disk.ts';
import type { Place } from './entry-index.ts';
import { type EntryRow, readRow, writeRow } from './entry-row.ts';
import { type Layout, rowAt, rowBytes, unitBytes } from './layout.ts';
import { createReadBuffers } from './read-buffers.ts';
import { type Segment, segmentName } from './segment.ts';
import { emptyHeader, writeHeader } from './segment-header.ts';

const zeros = Buffer.alloc(1024 * 1024);

export interface SegmentFiles {
  readonly segments: readonly Segment[];
  /** Makes the file in its full size. Fails while the disk has less than twice that: others need room too. */
  make(segment: Segment): Promise<void>;
  /** False when the file is not the one under its name any more. */
  isThere(segment: Segment): Promise<boolean>;
  /** Empties the segment and opens it for entries. */
  begin(segment: Segment, sequence: number): Promise<void>;
  /** Writes an entry; answers its location. On failure the segment is to be abandoned: what it holds is not known. */
  append(segment: Segment, entry: Entry): Promise<number>;
  /** The entry of a block; undefined when it is not whole. Safe against everything that happens to it meanwhile. */
  fetch(place: Place): Promise<Entry | undefined>;
  fetchSync(place: Place): Entry | undefined;
  /** What stands in front of a block. */
  rowOf(place: Place): Promise<EntryRow | undefined>;
  /** Marks the row as removed, so that the next start does not find the entry. */
  strike(place: Place, row: EntryRow): Promise<void>;
  /** Forgets what the segment holds; the file stays. */
  end(segment: Segment): Promise<void>;
  /** Gives the file up. Whether it could be taken away does not matter: the next one goes in its place. */
  abandon(segment: Segment): Promise<void>;
  close(segment: Segment): Promise<void>;
  segmentOf(place: Place): Segment;
  locationOf(segment: Segment, offset: number): number;
}

export function createSegmentFiles(disk: Disk, directory: string, layout: Layout): SegmentFiles {
  const { segmentBytes } = layout;
  const unitsPerSegment = segmentBytes / unitBytes;
  const buffers = createReadBuffers();
  const segments = Array.from({ length: layout.segments }, (_, number): Segment => {
    return {
      number,
      path: join(directory, segmentName(number)),
      file: undefined,
      sequence: 0,
      stamp: 0,
      rows: 0,
      floor: segmentBytes,
    };
  });

  const files: SegmentFiles = {
    segments,

    async make(segment) {
      await disk.mkdir(directory, { recursive: true });
      const { bavail, bsize } = await disk.statfs(directory);
      if (bavail * bsize < 2 * segmentBytes)
        throw new Failure('storage-full', 'The disk has too little room for eVol.');
      const fd = await disk.open(segment.path, 'w+');
      try {
        for (let position = 0; position < segmentBytes; position += zeros.byteLength) {
          await write(fd, [zeros.subarray(0, segmentBytes - position)], position);
        }
        const { ino, dev } = await disk.stat(segment.path);
        segment.file = { fd, ino, dev };
      } catch (error) {
        segment.file = { fd, ino: 0, dev: 0 };
        await files.abandon(segment);
        throw error;
      }
    },

    async isThere({ path, file }) {
      try {
        const { ino, dev } = await disk.stat(path);
        return ino === file?.ino && dev === file.dev;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
        throw error;
      }
    },

    async begin(segment, sequence) {
      const [stamp = 0] = crypto.getRandomValues(new Uint32Array(1));
      Object.assign(segment, { sequence, stamp, rows: 0, floor: segmentBytes });
      await write(fdOf(segment), [writeHeader({ stamp, sequence })], 0);
    },

    async append(segment, { key, group, ext, bytes }) {
      const { stamp, rows: number } = segment;
      const offset = segment.floor - blockBytes(blockClass(rowBytes + bytes.byteLength));
      const { byteLength } = bytes;
      const row = writeRow({ stamp, offset, number, byteLength, crc: crc32(bytes), ext, key, group });
      await write(fdOf(segment), [row, bytes], offset);
      await write(fdOf(segment), [row], rowAt(number));
      segment.floor = offset;
      segment.rows += 1;
      return files.locationOf(segment, offset);
    },

    fetch(place) {
      const { file, stamp } = files.segmentOf(place);
      if (file === undefined) return Promise.resolve(undefined);
      const buffer = buffers(place.blockBytes);
      const offset = offsetOf(place);
      return disk
        .read(file.fd, buffer, place.blockBytes, offset)
        .then((length) => entryIn(buffer, length, offset, stamp));
    },

    fetchSync(place) {
      const { file, stamp } = files.segmentOf(place);
      if (file === undefined) return undefined;
      const buffer = buffers(place.blockBytes);
      const length = disk.readSync(file.fd, buffer, place.blockBytes, offsetOf(place));
      return entryIn(buffer, length, offsetOf(place), stamp);
    },

    async rowOf(place) {
      const { file, stamp } = files.segmentOf(place);
      if (file === undefined) return undefined;
      const buffer = Buffer.alloc(rowBytes);
      await disk.read(file.fd, buffer, rowBytes, offsetOf(place));
      const row = readRow(buffer, 0, stamp);
      return row?.ext === undefined || row.offset !== offsetOf(place) ? undefined : row;
    },

    async strike(place, row) {
      await write(fdOf(files.segmentOf(place)), [writeRow({ ...row, ext: undefined })], rowAt(row.number));
    },

    async end(segment) {
      segment.sequence = 0;
      segment.stamp = 0;
      await write(fdOf(segment), [emptyHeader], 0);
    },

    async abandon(segment) {
      await files.close(segment);
      await disk.unlink(segment.path).catch(() => {});
    },

    async close(segment) {
      const { file } = segment;
      Object.assign(segment, { file: undefined, sequence: 0, stamp: 0 });
      if (file !== undefined) await disk.close(file.fd).catch(() => {});
    },

    segmentOf: ({ location }) => segments[Math.floor(location / unitsPerSegment)] as Segment,
    locationOf: ({ number }, offset) => number * unitsPerSegment + offset / unitBytes,
  };
  return files;

  function offsetOf({ location }: Place): number {
    return (location % unitsPerSegment) * unitBytes;
  }

  // A write that takes only a part has met the end of the disk.
  async function write(fd: number, parts: readonly Uint8Array[], position: number): Promise<void> {
    const expected = parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const written = await disk.write(fd, parts, position);
    if (written !== expected)
      throw new Failure('storage-full', `Expected to write ${expected} bytes but ${written} went.`);
  }
}

function fdOf({ file }: Segment): number {
  if (file === undefined) throw new Failure('internal', 'Expected a segment that is open.');
  return file.fd;
}

// The one place that decides whether what was read is the entry. A stamp of another life, a block that moved, a byte
// that changed: all end here.
function entryIn(buffer: Buffer, length: number, offset: number, stamp: number): Entry | undefined {
  const row = length < rowBytes ? undefined : readRow(buffer, 0, stamp);
  if (row?.ext === undefined || row.offset !== offset || rowBytes + row.byteLength > length) return undefined;
  const { key, group, ext } = row;
  const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset + rowBytes, row.byteLength);
  return crc32(bytes) === row.crc ? { key, group, ext, bytes } : undefined;
}
