// mDatabase at the start and ever after: loaded from its backup and the journal, or rebuilt from pDatabase; then it
// follows pDatabase, change by change. pDatabase is the truth, and nothing here is asked what that is.

import { Failure } from '../failure.ts';
import { createKeyedLock } from '../flow/keyed-lock.ts';
import type { Tell } from '../flow/tell.ts';
import { recordOf } from '../image/image-meta.ts';
import { drawBackupKeys, markOf, readBackupKeys } from './backup-keys.ts';
import type { BackupStore } from './backup-store.ts';
import { type CompactMDatabase, createMDatabase } from './compact-m-database.ts';
import { createImageLedger } from './create-image-ledger.ts';
import type { Database } from './database.ts';
import { createFilling, type Filling } from './fill-m-database.ts';
import type { ImageLedger } from './image-ledger.ts';
import { openJournal } from './journal.ts';
import { type BackupKeeper, createBackupKeeper } from './keep-backup.ts';
import { type LoadedBackup, loadBackup, type NoBackup } from './load-backup.ts';
import type { ServedMDatabase } from './m-database.ts';
import { createNameHash, type NameHash } from './name-hash.ts';

export interface OpenedMDatabase {
  readonly mDatabase: ServedMDatabase;
  /**
   * Changes made through it are seen by mDatabase when they resolve, and what `get` finds when that does. There may be
   * no other ledger of this database.
   */
  readonly ledger: ImageLedger;
  /** Resolves when everything is in RAM; rejects when a rebuild failed, which has been told, or was ended by `close`. */
  readonly whole: Promise<void>;
  /** The backup file has everything that is in RAM when it resolves. Nothing may change afterwards. */
  close(): Promise<void>;
}

export interface MDatabaseParts {
  readonly database: Database;
  /** Undefined: no backup is kept, and each start reads all of pDatabase. */
  readonly store?: BackupStore;
  readonly tell: Tell;
  /** The database is known to be older than the backup may be, as a copy of an earlier moment is: then it counts. */
  readonly mayBeOlder?: boolean;
  /** Another hash, for tests of what happens when names collide. */
  readonly hashWith?: (secret: Uint8Array) => NameHash;
}

// Pages of a rebuild that a start waits for: a small house is whole at once.
const stepsAtOnce = 10;

/**
 * Nothing may change in the database meanwhile. Resolves when names are found: all in RAM, or, where many have to be
 * read from pDatabase first, there until they are. Fails with `internal` when the backup knows of later changes.
 */
export async function openMDatabase(parts: MDatabaseParts): Promise<OpenedMDatabase> {
  const { database, store, tell, mayBeOlder = false, hashWith = createNameHash } = parts;
  const journal = await openJournal(database);
  const plain = createImageLedger(database, journal);
  const kept = store && (await load(store));
  if (kept === 'later' && !mayBeOlder) throw tooOld();
  const { mDatabase, mark, house, loaded } = typeof kept === 'object' ? kept : await empty();
  let sequence = loaded?.sequence ?? journal.last;
  let filling = loaded === undefined ? createFilling({ ledger: plain, mDatabase, follow, progress }) : undefined;
  let keeper: BackupKeeper | undefined;
  let isClosed = false;
  const lock = createKeyedLock();

  if (filling === undefined) keep();
  await follow();
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const whole = filling === undefined ? Promise.resolve() : fill(filling);
  // Who waits for it hears of a failure; for all others it has been told.
  await Promise.race([begun, whole.catch(() => {})]);

  return {
    mDatabase: {
      lookup: (name) => (filling === undefined ? mDatabase.lookup(name) : filling.lookup(name)),
      find: (name) => (filling === undefined ? mDatabase.lookup(name) : (filling.lookup(name) ?? filling.find(name))),
      get size() {
        return mDatabase.size;
      },
    },
    ledger: {
      ...plain,
      // A row is seen before its commit is answered. Who planned by what RAM knew, and plans again because those bytes have
      // gone, must not find the same in RAM once more.
      async get(name) {
        const meta = await plain.get(name);
        if ((meta && recordOf(meta).version) !== mDatabase.lookup(name)?.version) await follow();
        return meta;
      },
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
    whole,
    async close() {
      isClosed = true;
      await whole.catch(() => {});
      await keeper?.flush();
      await store?.close();
    },
  };

  function follow(): Promise<void> {
    return lock.run('follow', readJournal);
  }

  // Rows are read and not handed over: also one whose commit seemed to have failed counts if it is there.
  async function readJournal(): Promise<void> {
    for (;;) {
      const rows = await journal.after(sequence);
      // Without a pause: at any moment mDatabase is exactly what it was at one sequence.
      for (const row of rows) {
        if (filling !== undefined) filling.changed(row);
        else if (row.meta === undefined) mDatabase.remove(row.name);
        else mDatabase.put(row.name, recordOf(row.meta), row.isNew);
        sequence = row.sequence;
      }
      if (rows.length === 0) return;
      keeper?.changed();
    }
  }

  async function fillSome(current: Filling): Promise<void> {
    if (await current.step()) return;
    current.finish();
    filling = undefined;
    keep();
  }

  // A row that cannot be read ends it: pDatabase goes on answering, for all names but that one.
  async function fill(current: Filling): Promise<void> {
    try {
      for (let step = 0; filling !== undefined; step += 1) {
        if (step >= stepsAtOnce) {
          begin();
          await pause();
        }
        if (isClosed) throw new Failure('aborted', 'The index was closed before it was whole.');
        await fillSome(current);
      }
    } catch (error) {
      if (!isClosed) tell('mdatabase.rebuild-failed', { error });
      throw error;
    }
  }

  function keep(): void {
    if (store === undefined) return;
    const kept = (upTo: number) => journal.trim(upTo);
    keeper = createBackupKeeper({ store, mDatabase, mark, house, tell, sequence: () => sequence, end: loaded, kept });
    if (loaded === undefined && mDatabase.size > 0) keeper.changed();
  }

  async function load(from: BackupStore): Promise<Filled | NoBackup | 'old'> {
    const keys = await readBackupKeys(database);
    if (keys === undefined) return 'missing';
    const { mDatabase, mark } = under(keys.secret);
    const { house } = keys;
    const loaded = await loadBackup(from, { mark, house, last: journal.last }, mDatabase).catch((error: unknown) => {
      tell('mdatabase.backup-failed', { error });
      return 'damaged' as const;
    });
    if (typeof loaded === 'string') return loaded;
    return (await journal.reaches(loaded.sequence)) ? { mDatabase, mark, house, loaded } : 'old';
  }

  // Under a new secret, so that no file from before can be taken for one of what is built here.
  async function empty(): Promise<Filled> {
    const { secret, house } = await drawBackupKeys(database, store !== undefined);
    return { ...under(secret), house };
  }

  function progress(images: number, done: boolean): void {
    if (store !== undefined) tell('mdatabase.rebuild', { reason: kept, images, done });
  }

  function under(secret: Uint8Array) {
    const nameHash = hashWith(secret);
    return { mDatabase: createMDatabase(nameHash), mark: markOf(nameHash) };
  }
}

// Going on would be silent: what was stored since then is missing, and its bytes would be swept as nobody's.
function tooOld(): Failure {
  const found =
    'Expected a pDatabase as new as the backup of mDatabase but it is older: it was put back, or lost changes';
  return new Failure('internal', `${found}. Put the newest one there, or delete the backup to go on with this one.`);
}

// Lets all that waits be done first.
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

interface Filled {
  readonly mDatabase: CompactMDatabase;
  readonly mark: Uint32Array;
  readonly house: number;
  readonly loaded?: LoadedBackup;
}
