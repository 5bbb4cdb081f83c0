// Reads mDatabase's backup file, once and in order. What is not whole ends it: bytes that are wrong are never used.
import {
  type BlockHead,
  bytesOf,
  type FileHead,
  headBytes,
  payloadBytes,
  readBlockHead,
  readChanges,
  readHead,
} from './backup-format.ts';
import type { BackupReader, BackupStore } from './backup-store.ts';
import type { CompactMDatabase } from './compact-m-database.ts';

/** Where a backup file ends, for those who append to it. */
export interface BackupEnd {
  readonly offset: number;
  readonly seed: number;
  /** Bytes of it that are shards, and not changes of them. */
  readonly shardBytes: number;
}

export interface LoadedBackup extends BackupEnd {
  /** Of the journal: all changes up to it are loaded, and none behind it. */
  readonly sequence: number;
}

/** `later`: it has changes of this pDatabase that this pDatabase does not have. */
export type NoBackup = 'missing' | 'foreign' | 'damaged' | 'later';

export interface BackupOwner {
  readonly mark: Uint32Array;
  readonly house: number;
  /** Of its journal. */
  readonly last: number;
}

/** Of the file, whoever's it is. */
export async function readBackupHead(store: BackupStore): Promise<FileHead | 'missing' | 'foreign'> {
  const file = await store.open();
  if (file === undefined) return 'missing';
  try {
    return (await headOf(store, file)) ?? 'foreign';
  } finally {
    await file.close();
  }
}

async function headOf(store: BackupStore, file: BackupReader) {
  const bytes = new Uint8Array(headBytes);
  return (await file.read(0, [bytes])) ? readHead(bytes, store.checksum) : undefined;
}

// While one block is checked, the next ones are read.
const readsAhead = 3;

/** Fills an empty mDatabase. Where it answers why it could not, the mDatabase is to be thrown away. */
export async function loadBackup(
  store: BackupStore,
  owner: BackupOwner,
  mDatabase: CompactMDatabase,
): Promise<LoadedBackup | NoBackup> {
  const file = await store.open();
  if (file === undefined) return 'missing';
  try {
    const head = await headOf(store, file);
    if (head?.house !== owner.house) return 'foreign';
    if (head.sequence > owner.last) return 'later';
    if (head.mark.some((word, at) => word !== owner.mark[at])) return 'foreign';
    const loaded = await loadBlocks({ store, file, mDatabase }, head.seed);
    if (loaded === undefined) return 'damaged';
    return loaded.sequence > owner.last ? 'later' : loaded;
  } finally {
    await file.close();
  }
}

interface LoadParts {
  readonly store: BackupStore;
  readonly file: BackupReader;
  readonly mDatabase: CompactMDatabase;
}

/** A block whose bytes are on their way into memory. */
interface Coming {
  readonly block: BlockHead;
  readonly into: readonly Uint8Array<ArrayBuffer>[];
  readonly isRead: Promise<boolean>;
  readonly seed: number;
}

/** Undefined when it ends before its first block of changes. */
async function loadBlocks({ store, file, mDatabase }: LoadParts, start: number): Promise<LoadedBackup | undefined> {
  let loaded: LoadedBackup | undefined;
  let end: BackupEnd = { offset: headBytes, seed: start, shardBytes: 0 };
  const coming: Coming[] = [];
  let offset = headBytes;
  let seed = start;
  try {
    for (let block = await nextHead(); block !== undefined; block = await nextHead()) {
      const into = placeFor(block);
      if (into === undefined) break;
      const isRead = file.read(offset + headBytes, into);
      // Looked at later, when it is this block's turn.
      isRead.catch(() => {});
      coming.push({ block, into, isRead, seed });
      offset += headBytes + payloadBytes(block);
      seed = block.seed;
      if (coming.length > readsAhead && !(await takeOldest())) return loaded;
    }
    while (coming.length > 0 && (await takeOldest()));
    return loaded;
  } finally {
    await Promise.allSettled(coming.map(({ isRead }) => isRead));
  }

  async function nextHead(): Promise<BlockHead | undefined> {
    const bytes = new Uint8Array(headBytes);
    if (!(await file.read(offset, [bytes]))) return undefined;
    const block = readBlockHead(bytes, store.checksum);
    return block !== undefined && payloadBytes(block) <= file.byteLength - offset - headBytes ? block : undefined;
  }

  /** A shard is read to where it stays. */
  function placeFor(block: BlockHead): readonly Uint8Array<ArrayBuffer>[] | undefined {
    if (block.shard === undefined) return [new Uint8Array(payloadBytes(block))];
    const room = mDatabase.makeRoom(block.shard, block.records, block.slots);
    return room && [...room.records, ...room.slots].map(bytesOf);
  }

  /** False when it is not whole: then nothing behind it counts. */
  async function takeOldest(): Promise<boolean> {
    const { block, into, isRead, seed } = coming.shift() as Coming;
    if (!(await isRead)) return false;
    if (into.reduce((sum, piece) => store.checksum(piece, sum), seed) !== block.checksum) return false;
    const blockBytes = headBytes + payloadBytes(block);
    const shardBytes = end.shardBytes + (block.shard === undefined ? 0 : blockBytes);
    end = { offset: end.offset + blockBytes, seed: block.seed, shardBytes };
    if (block.shard === undefined) {
      mDatabase.applyChanges(readChanges(block, into[0] as Uint8Array<ArrayBuffer>));
      loaded = { ...end, sequence: block.sequence };
    } else if (block.slots === 0) {
      mDatabase.indexShard(block.shard);
    }
    return true;
  }
}
