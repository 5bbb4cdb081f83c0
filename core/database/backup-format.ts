// The bytes of mDatabase's backup file: a head, then blocks. Words of 32 bits in the order of this machine, which
// the magic number shows: a file of the other order is a foreign one.
//
// | head word | holds                                                                                            |
// | --------- | ------------------------------------------------------------------------------------------------ |
// | 0         | "IMDB"                                                                                           |
// | 1         | version of this format: 1; another number or another cut of shards is another version            |
// | 2, 3      | hash of no name at all: the secret's mark. Each rebuild draws a new secret: this is the generation |
// | 4–6       | 0                                                                                                |
// | 7         | checksum of words 0–6                                                                            |
//
// | block word | holds                                                                                           |
// | ---------- | ----------------------------------------------------------------------------------------------- |
// | 0          | the shard whose records all of these are; 0xffffffff for changes                                |
// | 1          | number of records (record-words.ts)                                                             |
// | 2          | bytes of text behind the records: JSON, [name, ImageRecord or null] each, of what is kept beside |
// | 3, 4       | low and high half of the journal's sequence up to which all is in the file; changes only        |
// | 5          | checksum of records and text, continued from the checksum of the head or block before           |
// | 6          | 0                                                                                               |
// | 7          | checksum of words 0–6                                                                           |
//
// A file begins with the shards, taken one after the other while the server runs. The first block of changes says
// what happened to them meanwhile: only with it they are one state. All later blocks are changes.
import type { ImageRecord } from '../image/image-meta.ts';
import type { BackupStore } from './backup-store.ts';
import type { Changes } from './compact-m-database.ts';

type Checksum = BackupStore['checksum'];

export const headBytes = 32;
const headWords = headBytes / 4;
const magic = 0x42444d49;
const formatVersion = 1;
const changesMark = 0xffffffff;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A file's head, or a block's, and the checksum to continue from. */
export interface Written {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly seed: number;
}

export interface BlockHead {
  /** Undefined for changes. */
  readonly shard: number | undefined;
  readonly records: number;
  readonly textBytes: number;
  readonly sequence: number;
  readonly checksum: number;
  readonly seed: number;
}

export function writeHead(mark: Uint32Array, checksum: Checksum): Written {
  const words = Uint32Array.of(magic, formatVersion, mark[0] ?? 0, mark[1] ?? 0, 0, 0, 0, 0);
  return { bytes: bytesOf(words), seed: seal(words, checksum) };
}

/** The seed for the first block; undefined when this is not the head of a file of this mark. */
export function readHead(bytes: Uint8Array, mark: Uint32Array, checksum: Checksum): number | undefined {
  const right = writeHead(mark, checksum);
  return right.bytes.every((byte, at) => byte === bytes[at]) ? right.seed : undefined;
}

export function writeShard(shard: number, records: Uint32Array, seed: number, checksum: Checksum): Written {
  return writeBlock([shard, records.length / headWords, 0, 0, 0], records, new Uint8Array(), seed, checksum);
}

export function writeChanges(changes: Changes, sequence: number, seed: number, checksum: Checksum): Written {
  const text = changes.beside.size === 0 ? new Uint8Array() : encoder.encode(JSON.stringify([...changes.beside]));
  const high = Math.floor(sequence / 0x1_0000_0000);
  const start = [changesMark, changes.words.length / headWords, text.length, sequence, high];
  return writeBlock(start, changes.words, text, seed, checksum);
}

/** Undefined when these are not the bytes of a whole head. */
export function readBlockHead(bytes: Uint8Array<ArrayBuffer>, checksum: Checksum): BlockHead | undefined {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, headWords);
  const [shard = 0, records = 0, textBytes = 0, low = 0, high = 0, sum = 0, , own] = words;
  const seed = checksum(bytes.subarray(0, headBytes - 4), 0);
  if (seed !== own) return undefined;
  const sequence = high * 0x1_0000_0000 + low;
  return { shard: shard === changesMark ? undefined : shard, records, textBytes, sequence, checksum: sum, seed };
}

/** Of a block of changes, from its records and text; the checksum must have been compared before. */
export function readChanges(head: BlockHead, payload: Uint8Array<ArrayBuffer>): Changes {
  const text = payload.subarray(head.records * headBytes);
  const beside: [string, ImageRecord | null][] = text.length === 0 ? [] : JSON.parse(decoder.decode(text));
  return { words: recordsOf(head, payload), beside: new Map(beside) };
}

export function recordsOf(head: BlockHead, payload: Uint8Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  return new Uint32Array(payload.buffer, payload.byteOffset, head.records * headWords);
}

function writeBlock(
  start: readonly number[],
  records: Uint32Array,
  text: Uint8Array,
  seed: number,
  checksum: Checksum,
): Written {
  const bytes = new Uint8Array(headBytes + records.byteLength + text.byteLength);
  bytes.set(new Uint8Array(records.buffer, records.byteOffset, records.byteLength), headBytes);
  bytes.set(text, headBytes + records.byteLength);
  const head = new Uint32Array(bytes.buffer, 0, headWords);
  head.set(start);
  head[5] = checksum(bytes.subarray(headBytes), seed);
  return { bytes, seed: seal(head, checksum) };
}

/** Writes the checksum of a head into its last word, and answers it. */
function seal(head: Uint32Array<ArrayBuffer>, checksum: Checksum): number {
  const sum = checksum(bytesOf(head).subarray(0, headBytes - 4), 0);
  head[headWords - 1] = sum;
  return sum;
}

function bytesOf(words: Uint32Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}
