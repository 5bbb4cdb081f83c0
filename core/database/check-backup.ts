// Whether mDatabase's backup file and the journal behind it say the same as pDatabase.
import { Failure } from '../failure.ts';
import { type ImageMeta, type ImageRecord, recordOf } from '../image/image-meta.ts';
import { markOf, readBackupKeys } from './backup-keys.ts';
import type { BackupStore } from './backup-store.ts';
import { rowsOf } from './check-rows.ts';
import { type CompactMDatabase, createMDatabase } from './compact-m-database.ts';
import type { Database } from './database.ts';
import { openJournal } from './journal.ts';
import { type LoadedBackup, loadBackup, type NoBackup } from './load-backup.ts';
import { createNameHash } from './name-hash.ts';
import { parseImageMeta } from './parse-image-meta.ts';

export interface BackupState {
  /** A start uses a `whole` one, refuses to go on beside a `later` one, and makes any other anew. */
  readonly state: 'whole' | 'old' | NoBackup;
  /** Changes in the journal that are not in the file. */
  readonly behind: number;
}

export interface CheckedBackup extends BackupState {
  /** Names of which the two say different things, the first few. */
  readonly different: readonly string[];
  /** Images that the file has and pDatabase has not; negative, the other way round. */
  readonly surplus: number;
}

const mostNames = 20;

export interface CheckBackupParts {
  readonly database: Database;
  readonly store: BackupStore;
  /** The file has been read: from now on `database` has to show one moment. */
  readonly holdStill?: () => void;
  /** Hears how many images have been compared. */
  readonly visit?: (images: number) => void;
}

/** Compares every image. */
export async function checkBackup(parts: CheckBackupParts): Promise<CheckedBackup> {
  const { mDatabase, ...state } = await follow(parts);
  if (mDatabase === undefined) return { ...state, different: [], surplus: 0 };
  return { ...state, ...(await compare(parts, mDatabase)) };
}

/** What a start would find, without comparing anything. */
export async function readBackupState(parts: CheckBackupParts): Promise<BackupState> {
  const { state, behind } = await follow(parts);
  return { state, behind };
}

/** mDatabase as a start would have it; undefined where it would be made anew. */
async function follow(parts: CheckBackupParts): Promise<BackupState & { mDatabase?: CompactMDatabase }> {
  const { database, store, holdStill = () => {} } = parts;
  const loaded = await readBackup(database, store);
  if (typeof loaded === 'string') return { state: loaded, behind: 0 };
  holdStill();
  const { mDatabase, sequence } = loaded;
  const journal = await openJournal(database);
  if (sequence > journal.last) return { state: 'later', behind: 0 };
  if (!(await journal.reaches(sequence))) return { state: 'old', behind: 0 };
  let upTo = sequence;
  for (let rows = await journal.after(upTo); rows.length > 0; rows = await journal.after(upTo)) {
    for (const { name, isNew, meta, sequence: next } of rows) {
      if (meta === undefined) mDatabase.remove(name);
      else mDatabase.put(name, recordOf(meta), isNew);
      upTo = next;
    }
  }
  return { state: 'whole', behind: journal.last - sequence, mDatabase };
}

/** The file as this database's secret reads it, without the journal. */
async function readBackup(
  database: Database,
  store: BackupStore,
): Promise<(LoadedBackup & { mDatabase: CompactMDatabase }) | NoBackup> {
  const keys = await readBackupKeys(database);
  if (keys === undefined) return 'missing';
  const nameHash = createNameHash(keys.secret);
  const mDatabase = createMDatabase(nameHash);
  // A server may go on: what is later than the database is known when that is held still.
  const owner = { mark: markOf(nameHash), house: keys.house, last: Number.MAX_SAFE_INTEGER };
  const loaded = await loadBackup(store, owner, mDatabase);
  return typeof loaded === 'string' ? loaded : { ...loaded, mDatabase };
}

async function compare({ database, visit = () => {} }: CheckBackupParts, mDatabase: CompactMDatabase) {
  const different: string[] = [];
  let images = 0;
  for await (const { key, value } of rowsOf(database, 'n:')) {
    const name = key.slice(2);
    const meta = readable(name, value);
    const isSame = meta === undefined || sameRecord(mDatabase.lookup(name), recordOf(meta));
    if (!isSame && different.length < mostNames) different.push(name);
    images += 1;
    visit(images);
  }
  return { different, surplus: mDatabase.size - images };
}

// A row that is broken is `checkRows`'s matter: an index has nothing to say of it.
function readable(name: string, value: string): ImageMeta | undefined {
  try {
    return parseImageMeta(name, value);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

function sameRecord(found: ImageRecord | undefined, right: ImageRecord): boolean {
  const fields = Object.keys(right) as (keyof ImageRecord)[];
  return found !== undefined && fields.every((field) => found[field] === right[field]);
}
