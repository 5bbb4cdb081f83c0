// The compact form of an ImageRecord: eight 32-bit words, 32 bytes an image, in RAM and in the backup file.
//
// | word | bits  | holds                                                                                   |
// | ---- | ----- | --------------------------------------------------------------------------------------- |
// | 0    | 0–31  | name hash, low half (in a free place: the next free place + 1, or 0)                      |
// | 1    | 0–31  | name hash, high half                                                                    |
// | 2, 3 | 0–63  | version, hex characters 1–8 and 9–16                                                    |
// | 4    | 16–31 | version, hex characters 17–20                                                           |
// |      | 11–15 | 0                                                                                       |
// |      | 10    | private: only signed URLs open it                                                       |
// |      | 9     | progressive                                                                             |
// |      | 8     | 1 for an image; 0 for a free place, and in the backup file for a name that is gone       |
// |      | 5–7   | orientation − 1                                                                         |
// |      | 4     | animated                                                                                |
// |      | 3     | alpha                                                                                   |
// |      | 0–2   | format: its place in `exts`                                                             |
// | 5    | 0–31  | byteLength                                                                              |
// | 6    | 0–15  | width                                                                                   |
// |      | 16–31 | height                                                                                  |
// | 7    | 0–31  | writtenAt, seconds since the epoch (until 2106)                                         |
import type { Ext } from '../image/format.ts';
import type { ImageRecord } from '../image/image-meta.ts';
import type { Orientation } from '../image/shape.ts';

export const wordsPerRecord = 8;

// Places are never given to another format: they are on disk.
const exts: readonly Ext[] = ['jpg', 'png', 'webp', 'gif', 'avif', 'tiff', 'svg'];
const live = 1 << 8;
const progressive = 1 << 9;
const signedOnly = 1 << 10;

/** Whether the words can hold all of the record. */
export function fitsWords({ ext, width, height, byteLength, writtenAt, version, orientation }: ImageRecord): boolean {
  return (
    exts.includes(ext) &&
    isWhole(width, 0xffff) &&
    isWhole(height, 0xffff) &&
    isWhole(byteLength, 0xffffffff) &&
    isWhole(writtenAt / 1000, 0xffffffff) &&
    isWhole(orientation - 1, 7) &&
    /^[0-9a-f]{20}$/.test(version)
  );
}

/** Writes all but the hash. The record must fit. */
export function writeWords(record: ImageRecord, words: Uint32Array, at: number): void {
  const { version, width, height, orientation } = record;
  words[at + 2] = Number.parseInt(version.slice(0, 8), 16);
  words[at + 3] = Number.parseInt(version.slice(8, 16), 16);
  words[at + 4] =
    (Number.parseInt(version.slice(16), 16) << 16) |
    live |
    (record.private ? signedOnly : 0) |
    (record.progressive ? progressive : 0) |
    ((orientation - 1) << 5) |
    (record.animated ? 1 << 4 : 0) |
    (record.alpha ? 1 << 3 : 0) |
    exts.indexOf(record.ext);
  words[at + 5] = record.byteLength;
  words[at + 6] = (height << 16) | width;
  words[at + 7] = record.writtenAt / 1000;
}

export function readWords(words: Uint32Array, at: number): ImageRecord {
  const mixed = words[at + 4] ?? 0;
  const sides = words[at + 6] ?? 0;
  return {
    ext: exts[mixed & 7] ?? 'jpg',
    width: sides & 0xffff,
    height: sides >>> 16,
    orientation: (((mixed >>> 5) & 7) + 1) as Orientation,
    animated: (mixed & (1 << 4)) !== 0,
    alpha: (mixed & (1 << 3)) !== 0,
    progressive: (mixed & progressive) !== 0,
    byteLength: words[at + 5] ?? 0,
    version: hexOf(words[at + 2] ?? 0, words[at + 3] ?? 0, mixed >>> 16),
    writtenAt: (words[at + 7] ?? 0) * 1000,
    private: (mixed & signedOnly) !== 0,
  };
}

export function isLive(words: Uint32Array, at: number): boolean {
  return ((words[at + 4] ?? 0) & live) !== 0;
}

function isWhole(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= most;
}

const digits = new TextEncoder().encode('0123456789abcdef');

// One call makes one flat string; joined pieces would be put together again at every comparison.
function hexOf(a: number, b: number, c: number): string {
  // biome-ignore format: one word of the record a line
  return String.fromCharCode(
    digit(a >>> 28), digit(a >>> 24), digit(a >>> 20), digit(a >>> 16), digit(a >>> 12), digit(a >>> 8), digit(a >>> 4), digit(a),
    digit(b >>> 28), digit(b >>> 24), digit(b >>> 20), digit(b >>> 16), digit(b >>> 12), digit(b >>> 8), digit(b >>> 4), digit(b),
    digit(c >>> 12), digit(c >>> 8), digit(c >>> 4), digit(c),
  );
}

/** The character code of the lowest four bits. */
function digit(bits: number): number {
  return digits[bits & 15] as number;
}
