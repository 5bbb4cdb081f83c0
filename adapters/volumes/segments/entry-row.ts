// The row of an entry: once in the segment's table, and again in front of the entry's bytes, where it is what a read
// is checked by.
//   byte  0  uint32    CRC-32 of bytes 4 to 95
//         4  uint32    the segment's stamp
//         8  uint32    offset of the block in the segment, in bytes
//        12  uint32    number of the row in the table, from 0
//        16  uint32    length of the entry's bytes
//        20  uint32    CRC-32 of the entry's bytes
//        24  uint8     format: 0 removed, 1 jpg, 2 png, 3 webp, 4 gif, 5 avif, 6 json, 7 blurhash, 8 thumbhash, 9 palette,
//                   10 a source from elsewhere
//        25  uint8     length of the key, at most 40
//        26  uint8     length of the group, at most 28
//        27  uint8     0
//        28  40 bytes  key, UTF-8
//        68  28 bytes  group, UTF-8
// Little-endian. In front of the bytes a row is never marked as removed: the table alone says what there is.
import { crc32 } from 'node:zlib';
import type { Entry } from '../../../core/index.ts';
import { rowBytes } from './layout.ts';

export interface EntryRow {
  readonly stamp: number;
  readonly offset: number;
  readonly number: number;
  readonly byteLength: number;
  readonly crc: number;
  readonly ext: Entry['ext'];
  readonly key: string;
  readonly group: string;
}

/** A row of the table that has been given back; its block is space that the segment gets back as a whole. */
export type RemovedRow = Omit<EntryRow, 'ext'> & { readonly ext: undefined };

const exts: readonly (Entry['ext'] | undefined)[] = [
  undefined,
  'jpg',
  'png',
  'webp',
  'gif',
  'avif',
  'json',
  'blurhash',
  'thumbhash',
  'palette',
  'source',
];
const keyBytes = 40;
const groupBytes = 28;

/** Whether key and group have room in a row. */
export function fitsRow(key: string, group: string): boolean {
  return Buffer.byteLength(key) <= keyBytes && Buffer.byteLength(group) <= groupBytes;
}

export function writeRow(row: EntryRow | RemovedRow): Uint8Array {
  const bytes = Buffer.alloc(rowBytes);
  bytes.writeUInt32LE(row.stamp, 4);
  bytes.writeUInt32LE(row.offset, 8);
  bytes.writeUInt32LE(row.number, 12);
  bytes.writeUInt32LE(row.byteLength, 16);
  bytes.writeUInt32LE(row.crc, 20);
  bytes[24] = exts.indexOf(row.ext);
  bytes[25] = bytes.write(row.key, 28, keyBytes);
  bytes[26] = bytes.write(row.group, 68, groupBytes);
  bytes.writeUInt32LE(crc32(bytes.subarray(4)), 0);
  return bytes;
}

/** Undefined where there is no whole row of this stamp at `at`. */
export function readRow(bytes: Buffer, at: number, stamp: number): EntryRow | RemovedRow | undefined {
  if (bytes.readUInt32LE(at + 4) !== stamp) return undefined;
  if (bytes.readUInt32LE(at) !== crc32(bytes.subarray(at + 4, at + rowBytes))) return undefined;
  return {
    stamp,
    offset: bytes.readUInt32LE(at + 8),
    number: bytes.readUInt32LE(at + 12),
    byteLength: bytes.readUInt32LE(at + 16),
    crc: bytes.readUInt32LE(at + 20),
    ext: exts[bytes.readUInt8(at + 24)],
    key: bytes.toString('utf8', at + 28, at + 28 + bytes.readUInt8(at + 25)),
    group: bytes.toString('utf8', at + 68, at + 68 + bytes.readUInt8(at + 26)),
  } as EntryRow | RemovedRow;
}
