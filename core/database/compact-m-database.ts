// mDatabase in typed arrays: 32 bytes a record and about 5 an index slot, sharded so that no growth takes long.
// What does not fit there is kept beside in a Map by its whole name: a record that 32 bytes cannot hold, and a
// name whose hash another name has already.
import type { ImageRecord } from '../image/image-meta.ts';
import type { MDatabase } from './m-database.ts';
import { createNameHash, type NameHash, secretBytes } from './name-hash.ts';
import { createRecordShard, type RecordShard, type Room, type ShardCopy } from './record-shard.ts';
import { fitsWords, isLive, readWords, wordsPerRecord, writeWords } from './record-words.ts';
import { createWordMemory, slabOf, wordOf } from './word-memory.ts';

// 80,000 images a shard at ten million: its table is written anew in about 2 ms when it grows.
const shardBits = 7;

/** What the backup file has to hear: the words of each record that was put, hash and zeros for each that went. */
export interface Changes {
  readonly words: Uint32Array<ArrayBuffer>;
  /** By name; null for one that is not beside any more. */
  readonly beside: ReadonlyMap<string, ImageRecord | null>;
}

export interface CompactMDatabase extends MDatabase {
  readonly shardCount: number;
  readonly beside: ReadonlyMap<string, ImageRecord>;
  copyShard(index: number): ShardCopy;
  /** Room for a copy of a shard; undefined when there is no such shard, or when it is not empty. */
  makeRoom(index: number, records: number, slots: number): Room | undefined;
  /** To be called when a copy without slots has been written into its room. */
  indexShard(index: number): void;
  /** What has changed since the last call, each thing once, as it is now. The first call begins to keep count. */
  takeChanges(): Changes;
  /** Repeats changes. Repeating them twice, or over a state that has some of them already, ends the same. */
  applyChanges(changes: Changes): void;
}

/** Without a hash, one under a random secret: for what lives no longer than the process. */
export function createMDatabase(nameHash: NameHash = createNameHash(randomSecret())): CompactMDatabase {
  const memory = createWordMemory();
  const shards = Array.from({ length: 1 << shardBits }, () => createRecordShard(memory));
  const beside = new Map<string, ImageRecord>();
  const words = new Uint32Array(wordsPerRecord);
  // Hashes in pairs, low and high; undefined while nobody keeps count.
  let touched: number[] | undefined;
  let touchedBeside = new Set<string>();

  return {
    lookup(name) {
      if (beside.size > 0) {
        const record = beside.get(name);
        if (record !== undefined) return record;
      }
      nameHash(name, words);
      const shard = shardOf(words, 0);
      const address = shard.find(words[0] ?? 0, words[1] ?? 0);
      return address === -1 ? undefined : readWords(slabAt(address), wordOf(address));
    },

    put(name, record, isNew) {
      const wasBeside = dropBeside(name);
      nameHash(name, words);
      const shard = shardOf(words, 0);
      const isTaken = shard.find(words[0] ?? 0, words[1] ?? 0) !== -1;
      const isMine = isTaken && !isNew && !wasBeside;
      if (fitsWords(record) && (isMine || !isTaken)) {
        writeWords(record, words, 0);
        shard.put(words, 0);
        touch();
        return;
      }
      if (isMine) removeWords(shard);
      beside.set(name, record);
      if (touched !== undefined) touchedBeside.add(name);
    },

    remove(name) {
      if (dropBeside(name)) return true;
      nameHash(name, words);
      return removeWords(shardOf(words, 0));
    },

    get size() {
      return shards.reduce((sum, shard) => sum + shard.count, beside.size);
    },

    shardCount: shards.length,
    beside,
    copyShard: (index) => (shards[index] as RecordShard).copy(),
    makeRoom: (index, records, slots) =>
      shards[index]?.count === 0 ? shards[index].makeRoom(records, slots) : undefined,
    indexShard: (index) => (shards[index] as RecordShard).index(),

    takeChanges() {
      const changes = { words: wordsOf(touched ?? []), beside: besideOf(touchedBeside) };
      touched = [];
      touchedBeside = new Set();
      return changes;
    },

    applyChanges(changes) {
      for (let at = 0; at < changes.words.length; at += wordsPerRecord) {
        const shard = shardOf(changes.words, at);
        if (isLive(changes.words, at)) shard.put(changes.words, at);
        else shard.remove(changes.words[at] ?? 0, changes.words[at + 1] ?? 0);
      }
      for (const [name, record] of changes.beside) {
        if (record === null) beside.delete(name);
        else beside.set(name, record);
      }
    },
  };

  // The slots of a shard take the low half and the lowest byte of the high one.
  function shardOf(hashed: Uint32Array, at: number): RecordShard {
    return shards[(hashed[at + 1] ?? 0) >>> (32 - shardBits)] as RecordShard;
  }

  function slabAt(address: number): Uint32Array {
    return memory.slabs[slabOf(address)] as Uint32Array;
  }

  function dropBeside(name: string): boolean {
    const was = beside.size > 0 && beside.delete(name);
    if (was && touched !== undefined) touchedBeside.add(name);
    return was;
  }

  /** Removes what has the hash in `words`. */
  function removeWords(shard: RecordShard): boolean {
    const was = shard.remove(words[0] ?? 0, words[1] ?? 0);
    if (was) touch();
    return was;
  }

  function touch(): void {
    touched?.push(words[0] ?? 0, words[1] ?? 0);
  }

  function wordsOf(hashes: readonly number[]): Uint32Array<ArrayBuffer> {
    const all = new Uint32Array((hashes.length / 2) * wordsPerRecord);
    for (let index = 0; index < hashes.length / 2; index += 1) {
      const at = index * wordsPerRecord;
      all[at] = hashes[index * 2] ?? 0;
      all[at + 1] = hashes[index * 2 + 1] ?? 0;
      const shard = shardOf(all, at);
      const address = shard.find(all[at] ?? 0, all[at + 1] ?? 0);
      if (address === -1) continue;
      all.set(slabAt(address).subarray(wordOf(address), wordOf(address) + wordsPerRecord), at);
    }
    return all;
  }

  function besideOf(names: ReadonlySet<string>): ReadonlyMap<string, ImageRecord | null> {
    return new Map([...names].map((name) => [name, beside.get(name) ?? null]));
  }
}

export function randomSecret(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(secretBytes));
}
