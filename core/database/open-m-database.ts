// mDatabase at the start and ever after: loaded from its backup and the journal, or rebuilt from pDatabase; then it
// follows pDatabase, change by change. pDatabase is the truth, and nothing here is asked what that is.
import { createKeyedLock } from '../flow/keyed-lock.ts';
import type { Tell } from '../flow/tell.ts';
import { recordOf } from '../image/image-meta.ts';
import type { BackupStore } from './backup-store.ts';
import { type CompactMDatabase, createMDatabase, randomSecret } from './compact-m-database.ts';
import { createImageLedger } from './create-image-ledger.ts';
import type { Database } from './database.ts';
import type { ImageLedger } from './image-ledger.ts';
import { openJournal } from './journal.ts';
import { createBackupKeeper } from './keep-backup.ts';
import { type LoadedBackup, loadBackup, type NoBackup } from './load-backup.ts';
import { loadMDatabase } from './load-m-database.ts';
import type { MDatabase } from './m-database.ts';
import { createNameHash, type NameHash } from './name-hash.ts';

export interface OpenedMDatabase {
  readonly mDatabase: MDatabase;
  /** Changes made through it are in mDatabase when they resolve. There may be no other ledger of this database. */
  readonly ledger: ImageLedger;
  /** The backup file has everything when it resolves. Nothing may change afterwards. */
  close(): Promise<void>;
}

export interface MDatabaseParts {
  readonly database: Database;
  /** Undefined: no backup is kept, and each start reads all of pDatabase. */
  readonly store?: BackupStore;
  readonly tell: Tell;
  /** Another hash, for tests of what happens when names collide. */
  readonly hashWith?: (secret: Uint8Array) => NameHash;
}

const secretKey = 'mdatabase.secret';

/** Nothing may change in the database meanwhile. */
export async function openMDatabase(parts: MDatabaseParts): Promise<OpenedMDatabase> {
  const { database, store, tell, hashWith = createNameHash } = parts;
  const journal = await openJournal(database);
  const plain = createImageLedger(database, journal);
  const kept = store && (await load(store));
  const { mDatabase, mark, loaded } = typeof kept === 'object' ? kept : await rebuild(kept);

  let sequence = loaded?.sequence ?? journal.last;
  const keeper =
    store &&
    createBackupKeeper({
      ...{ store, mDatabase, mark, tell },
      sequence: () => sequence,
      end: loaded,
      kept: (upTo) => journal.trim(upTo),
    });
  const lock = createKeyedLock();
  const follow = () => lock.run('follow', readJournal);
  await follow();
  if (keeper !== undefined && loaded === undefined && mDatabase.size > 0) keeper.changed();

  return {
    mDatabase,
    ledger: {
      ...plain,
      async put(meta) {
        await plain.put(meta);
        await follow();
      },
      async remove(name) {
        const removed = await plain.remove(name);
        await follow();
        return removed;
      },
    },
    async close() {
      await keeper?.flush();
      await store?.close();
    },
  };

  // Rows are read and not handed over: also one whose commit seemed to have failed counts if it is there.
  async function readJournal(): Promise<void> {
    for (;;) {
      const rows = await journal.after(sequence);
      // Without a pause: at any moment mDatabase is exactly what it was at one sequence.
      for (const { name, isNew, meta, sequence: next } of rows) {
        if (meta === undefined) mDatabase.remove(name);
        else mDatabase.put(name, recordOf(meta), isNew);
        sequence = next;
      }
      if (rows.length === 0) return;
      keeper?.changed();
    }
  }

  async function load(from: BackupStore): Promise<Filled | NoBackup | 'old'> {
    const text = await database.get('config', secretKey);
    if (text === undefined) return 'missing';
    const { mDatabase, mark } = empty(Uint8Array.from(JSON.parse(text)));
    const loaded = await loadBackup(from, mark, mDatabase).catch((error: unknown) => {
      tell('mdatabase.backup-failed', { error });
      return 'damaged' as const;
    });
    if (typeof loaded === 'string') return loaded;
    return (await journal.reaches(loaded.sequence)) ? { mDatabase, mark, loaded } : 'old';
  }

  // Under a new secret, so that no file from before can be taken for one of what is built here.
  async function rebuild(reason: NoBackup | 'old' | undefined): Promise<Filled> {
    const secret = randomSecret();
    if (store !== undefined) {
      await database.commit([{ space: 'config', key: secretKey, value: JSON.stringify([...secret]) }]);
    }
    const filled = empty(secret);
    await loadMDatabase(plain, filled.mDatabase, (images, done) => {
      if (store !== undefined) tell('mdatabase.rebuild', { reason, images, done });
    });
    return filled;
  }

  function empty(secret: Uint8Array) {
    const nameHash = hashWith(secret);
    const mark = new Uint32Array(2);
    nameHash('', mark);
    return { mDatabase: createMDatabase(nameHash), mark };
  }
}

interface Filled {
  readonly mDatabase: CompactMDatabase;
  readonly mark: Uint32Array;
  readonly loaded?: LoadedBackup;
}
