// Keeps mDatabase's backup file behind mDatabase: a short while after a change, never in its way. Appends; when
// what was appended has grown to a part of the whole, a new file takes the old one's place.
import { createKeyedLock } from '../flow/keyed-lock.ts';
import type { Tell } from '../flow/tell.ts';
import { headBytes, type Written, writeChanges, writeHead, writeShard } from './backup-format.ts';
import type { BackupStore } from './backup-store.ts';
import type { CompactMDatabase } from './compact-m-database.ts';
import type { BackupEnd } from './load-backup.ts';

const delayMillis = 500;
// Appended changes load many times slower than shards, and may be garbage. A twentieth keeps the file below 39 bytes
// an image and its load below half a second at ten million; each image is written about twenty times in its life.
const appendedShare = 0.05;
const appendedBytes = 1024 * 1024;

export interface BackupKeeper {
  /** To be called after a change; the file follows soon. */
  changed(): void;
  /** Resolves when the file has all there is now, or when that has failed and has been told. */
  flush(): Promise<void>;
}

export interface BackupKeeperParts {
  readonly store: BackupStore;
  readonly mDatabase: CompactMDatabase;
  readonly mark: Uint32Array;
  readonly house: number;
  /** The journal's sequence of mDatabase as it is at the moment of the call. */
  readonly sequence: () => number;
  /** Of the file that mDatabase was loaded from and has changed since; undefined: there is none to append to. */
  readonly end: BackupEnd | undefined;
  /** Hears up to where the file is durable. */
  readonly kept: (sequence: number) => Promise<void>;
  readonly tell: Tell;
}

export function createBackupKeeper(parts: BackupKeeperParts): BackupKeeper {
  const { store, mDatabase, mark, house, sequence, kept, tell } = parts;
  const lock = createKeyedLock();
  let end = parts.end;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let written = end === undefined ? -1 : sequence();
  mDatabase.takeChanges();

  return { changed, flush };

  function changed(): void {
    timer ??= setTimeout(flush, delayMillis);
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    return lock.run('backup', async () => {
      if (written === sequence()) return;
      try {
        written = await (end === undefined || isLong(end) ? replace() : append(end));
        await kept(written);
      } catch (error) {
        // What the file holds now is not known, and the changes have been taken: a whole new one it has to be.
        end = undefined;
        tell('mdatabase.backup-failed', { error });
      }
    });
  }

  async function append(before: BackupEnd): Promise<number> {
    const upTo = sequence();
    const { bytes, seed } = writeChanges(mDatabase.takeChanges(), upTo, before.seed, store.checksum);
    await store.append(before.offset, bytes);
    end = { ...before, offset: before.offset + bytes.length, seed };
    return upTo;
  }

  async function replace(): Promise<number> {
    let upTo = 0;
    let shardBytes = 0;
    let offset = 0;
    let seed = 0;
    await store.replace(async (appendTo) => {
      const add = async (part: Written) => {
        await appendTo(part.bytes);
        offset += part.bytes.length;
        seed = part.seed;
      };
      await add(writeHead({ mark, house, sequence: sequence() }, store.checksum));
      // From here on changes are counted that a shard below may have already or not: repeating them ends the same.
      mDatabase.takeChanges();
      for (let shard = 0; shard < mDatabase.shardCount; shard += 1) {
        const copy = mDatabase.copyShard(shard);
        if (copy.records.length > 0) await add(writeShard(shard, copy, seed, store.checksum));
      }
      shardBytes = offset - headBytes;
      upTo = sequence();
      const changes = { words: mDatabase.takeChanges().words, beside: mDatabase.beside };
      await add(writeChanges(changes, upTo, seed, store.checksum));
    });
    end = { offset, seed, shardBytes };
    return upTo;
  }
}

function isLong({ offset, shardBytes }: BackupEnd): boolean {
  return offset - shardBytes > Math.max(appendedBytes, shardBytes * appendedShare);
}
