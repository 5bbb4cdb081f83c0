// The checksum of a row, kept beside it. SQLite's own checks see a broken tree, and not a flipped bit within a value.
import { crc32 } from 'node:zlib';

/** CRC-32 of key and value. Loaded by the write thread too: nothing of the core. */
export function rowSum(key: string, value: string): number {
  return crc32(`${key}\n${value}`);
}
