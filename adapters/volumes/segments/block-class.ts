// Sizes of blocks in 9 bits, as a number of five bits and an exponent: at most 1/32 larger than asked for.
// A block takes the whole of its class, so that what the index adds up is what lies on the disk.
import { unitBytes } from './layout.ts';

/** For at least 1 byte and at most 2^19 units. 1 to 480. */
export function blockClass(bytes: number): number {
  const units = Math.ceil(bytes / unitBytes);
  const exponent = Math.max(0, 26 - Math.clz32(units));
  return 32 * exponent + Math.ceil(units / 2 ** exponent);
}

export function blockBytes(blockClass: number): number {
  const exponent = Math.max(0, (blockClass >>> 5) - 1);
  return (blockClass - 32 * exponent) * 2 ** exponent * unitBytes;
}
