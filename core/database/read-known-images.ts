// What mDatabase's backup file still knows when pDatabase is lost: which bytes were images, and under a secret that
// is at hand, of which names. Names themselves are not in it.
import type { ImageRecord } from '../image/image-meta.ts';
import { markOf } from './backup-keys.ts';
import type { BackupStore } from './backup-store.ts';
import { createMDatabase } from './compact-m-database.ts';
import { loadBackup, type NoBackup, readBackupHead } from './load-backup.ts';
import { createNameHash } from './name-hash.ts';
import { isLive, readWords, wordsPerRecord } from './record-words.ts';

export interface KnownImages {
  readonly size: number;
  /** Whether an image with these bytes was stored. */
  hasBytes(digest: string): boolean;
  /** What a name stood for; undefined where it stood for nothing. Undefined itself: no secret at hand fits the file. */
  readonly lookup: ((name: string) => ImageRecord | undefined) | undefined;
}

/** `secrets`: those that databases of this store had, newest first. */
export async function readKnownImages(
  store: BackupStore,
  secrets: readonly Uint8Array[],
): Promise<KnownImages | NoBackup> {
  const head = await readBackupHead(store);
  if (typeof head === 'string') return head;
  const nameHash = secrets.map(createNameHash).find((hash) => {
    return markOf(hash).every((word, index) => word === head.mark[index]);
  });
  const mDatabase = nameHash === undefined ? createMDatabase() : createMDatabase(nameHash);
  const loaded = await loadBackup(store, { ...head, last: Number.MAX_SAFE_INTEGER }, mDatabase);
  if (typeof loaded === 'string') return loaded;

  const { beside, size, shardCount } = mDatabase;
  const versions = new BigUint64Array(size);
  let count = 0;
  const add = ({ version }: ImageRecord) => {
    versions[count] = keyOf(version);
    count += 1;
  };
  for (let shard = 0; shard < shardCount; shard += 1) {
    const words = mDatabase.copyShard(shard).records;
    for (let at = 0; at < words.length; at += wordsPerRecord) if (isLive(words, at)) add(readWords(words, at));
  }
  for (const record of beside.values()) add(record);
  versions.sort();
  return {
    size,
    hasBytes: (digest) => isIn(versions, keyOf(digest)),
    lookup: nameHash && ((name) => mDatabase.lookup(name)),
  };
}

// 64 of its 80 bits: two images of ten million share them once in 300,000 stores.
function keyOf(hex: string): bigint {
  return BigInt(`0x${hex.slice(0, 16)}`);
}

function isIn(sorted: BigUint64Array, key: bigint): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as bigint) < key) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === key;
}
