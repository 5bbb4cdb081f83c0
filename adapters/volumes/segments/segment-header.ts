// The header of a segment file.
//   byte  0  8 bytes  "IMGEVOL1"
//         8  uint32   stamp: chosen at random when the segment is begun; rows of another stamp are of an earlier life
//        12  uint32   sequence: segments are filled, and dropped, in this order
//        16  uint32   CRC-32 of bytes 0 to 15
// Little-endian. A segment that holds nothing has zeros here. Files of another size are of another layout.
import { crc32 } from 'node:zlib';
import { rowBytes } from './layout.ts';

const magic = Buffer.from('IMGEVOL1', 'latin1');

export interface SegmentHeader {
  readonly stamp: number;
  readonly sequence: number;
}

export const emptyHeader: Uint8Array = new Uint8Array(rowBytes);

export function writeHeader({ stamp, sequence }: SegmentHeader): Uint8Array {
  const bytes = Buffer.alloc(rowBytes);
  magic.copy(bytes);
  bytes.writeUInt32LE(stamp, 8);
  bytes.writeUInt32LE(sequence, 12);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 16)), 16);
  return bytes;
}

/** Undefined for a segment that holds nothing, and for a damaged or foreign one. */
export function readHeader(bytes: Buffer): SegmentHeader | undefined {
  if (!bytes.subarray(0, 8).equals(magic)) return undefined;
  if (bytes.readUInt32LE(16) !== crc32(bytes.subarray(0, 16))) return undefined;
  return { stamp: bytes.readUInt32LE(8), sequence: bytes.readUInt32LE(12) };
}
