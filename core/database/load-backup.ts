// Reads mDatabase's backup file, once and in order. What is not whole ends it: bytes that are wrong are never used.
import { headBytes, readBlockHead, readChanges, readHead, recordsOf } from './backup-format.ts';
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

export type NoBackup = 'missing' | 'foreign' | 'damaged';

/** Fills an empty mDatabase. Where it answers why it could not, the mDatabase is to be thrown away. */
export async function loadBackup(
  store: BackupStore,
  mark: Uint32Array,
  mDatabase: CompactMDatabase,
): Promise<LoadedBackup | NoBackup> {
  const file = await store.open();
  if (file === undefined) return 'missing';
  try {
    const head = new Uint8Array(headBytes);
    const seed = (await file.read(head)) ? readHead(head, mark, store.checksum) : undefined;
    if (seed === undefined) return 'foreign';
    return await loadBlocks(store, file, seed, mDatabase);
  } finally {
    await file.close();
  }
}

async function loadBlocks(
  store: BackupStore,
  file: BackupReader,
  start: number,
  mDatabase: CompactMDatabase,
): Promise<LoadedBackup | NoBackup> {
  let loaded: LoadedBackup | undefined;
  let end: BackupEnd = { offset: headBytes, seed: start, shardBytes: 0 };
  let buffer = new Uint8Array();
  const head = new Uint8Array(headBytes);
  while (await file.read(head)) {
    const block = readBlockHead(head, store.checksum);
    if (block === undefined) break;
    const length = block.records * headBytes + block.textBytes;
    if (length > file.byteLength - end.offset - headBytes) break;
    if (length > buffer.length) buffer = new Uint8Array(length);
    const payload = buffer.subarray(0, length);
    if (!(await file.read(payload)) || store.checksum(payload, end.seed) !== block.checksum) break;
    const blockBytes = headBytes + length;
    const shardBytes = end.shardBytes + (block.shard === undefined ? 0 : blockBytes);
    end = { offset: end.offset + blockBytes, seed: block.seed, shardBytes };
    if (block.shard === undefined) {
      mDatabase.applyChanges(readChanges(block, payload));
      loaded = { ...end, sequence: block.sequence };
    } else {
      mDatabase.fillShard(block.shard, recordsOf(block, payload));
    }
  }
  return loaded ?? 'damaged';
}
