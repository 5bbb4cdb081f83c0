// The bytes of mDatabase's backup file: a head, then blocks. Words of 32 bits in the order of this machine, which
// the magic number shows: a file of the other order is a foreign one.
//
// | head word | holds                                                                                            |
// | --------- | ------------------------------------------------------------------------------------------------ |
// | 0         | "IMDB"                                                                                           |
// | 1         | version of this format: 2; another number or another cut of shards is another version            |
// | 2, 3      | hash of no name at all: the secret's mark. Each rebuild draws a new secret: this is the generation |
// | 4         | the house: a number that a pDatabase draws once. Another one's files are none of its own          |
// | 5, 6      | low and high half of the journal's sequence when the file was begun                              |
// | 7         | checksum of words 0–6                                                                            |
//
// | block word | holds                                                                                           |
// | ---------- | ----------------------------------------------------------------------------------------------- |
// | 0          | the shard whose records all of these are; 0xffffffff for changes                                |
// | 1          | number of records (record-words.ts)                                                             |
// | 2          | changes: bytes of text behind the records: JSON, [name, ImageRecord or null] each, of what is   |
// |            | kept beside. A shard: number of slots of 32 bits behind the records (record-shard.ts), or 0      |
// | 3, 4       | low and high half of the journal's sequence up to which all is in the file; changes only        |
// | 5          | checksum of what is behind this head, continued from the checksum of the head before            |
// | 6          | 0                                                                                               |
// | 7          | checksum of words 0–6                                                                           |
//
// A file begins with the shards, taken one after the other while the server runs. The first block of changes says
// what happened to them meanwhile: only with it they are one state. All later blocks are changes.
import type { ImageRecord } from '../image/image-meta.ts';
import type { BackupStore } from './backup-store.ts';
import type { Changes } from './compact-m-database.ts';
import type { ShardCopy } from './record-shard.ts';

type Checksum = BackupStore['checksum'];

export const headBytes = 32;
const headWords = headBytes / 4;
const magic = 0x42444d49;
const formatVersion = 2;
const changesMark = 0xffffffff;
// What records that an earlier release kept beside are taken to say; in words it is a bit of value 0.
const notYetKept = { private: false } as const;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A file's head, or a block's, and the checksum to continue from. */
export interface Written {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly seed: number;
}

export interface FileHead {
  readonly mark: Uint32Array;
  readonly house: number;
  readonly sequence: number;
}

export interface BlockHead {
  /** Undefined for changes. */
  readonly shard: number | undefined;
  readonly records: number;
  /** Of a shard. */
  readonly slots: number;
  /** Of changes. */
  readonly textBytes: number;
  readonly sequence: number;
  readonly checksum: number;
  readonly seed: number;
}

export function writeHead({ mark, house, sequence }: FileHead, checksum: Checksum): Written {
  const [low, high] = halvesOf(sequence);
  const words = Uint32Array.of(magic, formatVersion, mark[0] ?? 0, mark[1] ?? 0, house, low, high, 0);
  return { bytes: bytesOf(words), seed: seal(words, checksum) };
}

/** With the seed for the first block; undefined when these are not the bytes of a head of this version. */
export function readHead(
  bytes: Uint8Array<ArrayBuffer>,
  checksum: Checksum,
): (FileHead & { readonly seed: number }) | undefined {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, headWords);
  const [foundMagic, version, , , house = 0, low = 0, high = 0, own] = words;
  const seed = checksum(bytes.subarray(0, headBytes - 4), 0);
  if (foundMagic !== magic || version !== formatVersion || seed !== own) return undefined;
  return { mark: words.slice(2, 4), house, sequence: numberOf(low, high), seed };
}

export function writeShard(shard: number, { records, slots }: ShardCopy, seed: number, checksum: Checksum): Written {
  const start = [shard, records.length / headWords, slots.length, 0, 0];
  return writeBlock(start, records, bytesOf(slots), seed, checksum);
}

export function writeChanges(changes: Changes, sequence: number, seed: number, checksum: Checksum): Written {
  const text = changes.beside.size === 0 ? new Uint8Array() : encoder.encode(JSON.stringify([...changes.beside]));
  const start = [changesMark, changes.words.length / headWords, text.length, ...halvesOf(sequence)];
  return writeBlock(start, changes.words, text, seed, checksum);
}

/** Undefined when these are not the bytes of a whole head. */
export function readBlockHead(bytes: Uint8Array<ArrayBuffer>, checksum: Checksum): BlockHead | undefined {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, headWords);
  const [shard = 0, records = 0, more = 0, low = 0, high = 0, sum = 0, , own] = words;
  const seed = checksum(bytes.subarray(0, headBytes - 4), 0);
  if (seed !== own) return undefined;
  const rest = { records, sequence: numberOf(low, high), checksum: sum, seed };
  if (shard === changesMark) return { ...rest, shard: undefined, slots: 0, textBytes: more };
  return { ...rest, shard, slots: more, textBytes: 0 };
}

/** Of what is behind the head. */
export function payloadBytes({ records, slots, textBytes }: BlockHead): number {
  return records * headBytes + slots * 4 + textBytes;
}

/** Of a block of changes, from its records and text; the checksum must have been compared before. */
export function readChanges(head: BlockHead, payload: Uint8Array<ArrayBuffer>): Changes {
  const text = payload.subarray(head.records * headBytes);
  const beside: [string, ImageRecord | null][] = text.length === 0 ? [] : JSON.parse(decoder.decode(text));
  const whole = beside.map(([name, record]) => [name, record && { ...notYetKept, ...record }] as const);
  return { words: recordsOf(head, payload), beside: new Map(whole) };
}

function recordsOf(head: BlockHead, payload: Uint8Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
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

function halvesOf(sequence: number): [low: number, high: number] {
  return [sequence >>> 0, Math.floor(sequence / 0x1_0000_0000)];
}

function numberOf(low: number, high: number): number {
  return high * 0x1_0000_0000 + low;
}

export function bytesOf(words: Uint32Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}
