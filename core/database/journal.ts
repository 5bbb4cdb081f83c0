// The order in which names changed, kept in pDatabase in the same commit as the change itself, so that mDatabase
// and its backup can be brought up to date. Rows go when the backup has them; the last one never does.
import { Failure } from '../failure.ts';
import type { ImageMeta } from '../image/image-meta.ts';
import type { Change, Database } from './database.ts';
import { parseImageMeta } from './parse-image-meta.ts';

export interface NameChange {
  readonly name: string;
  /** Whether the name was unknown before. */
  readonly isNew: boolean;
  /** What the name stands for now; undefined when it was removed. */
  readonly meta: ImageMeta | undefined;
}

export interface JournalRow extends NameChange {
  readonly sequence: number;
}

export interface Journal {
  /** Of the newest row; 0 when there never was one. */
  readonly last: number;
  /** The row of a change, to be part of its commit: takes the next sequence, so commit it at once. */
  write(change: NameChange): Change;
  /** The next rows behind a sequence, in order; an empty list when there are none. */
  after(sequence: number): Promise<readonly JournalRow[]>;
  /** Whether no row behind this sequence has gone. */
  reaches(sequence: number): Promise<boolean>;
  /** Drops rows before this sequence, once there are enough of them to be worth a commit. */
  trim(sequence: number): Promise<void>;
}

const pageLength = 1000;
const trimLength = 500;
const digits = 16;

export async function openJournal(database: Database): Promise<Journal> {
  let last = 0;
  for (let rows = await page(0, pageLength); rows.length > 0; rows = await page(last, pageLength)) {
    last = sequenceOf(rows.at(-1)?.key);
  }

  return {
    get last() {
      return last;
    },

    write({ name, isNew, meta }) {
      last += 1;
      const value = JSON.stringify({ name, isNew, meta: meta === undefined ? null : JSON.stringify(meta) });
      return { space: 'journal', key: keyOf(last), value };
    },

    async after(sequence) {
      return (await page(sequence, pageLength)).map(({ key, value }) => parseRow(key, value));
    },

    async reaches(sequence) {
      const [first] = await page(0, 1);
      if (sequence === 0) return first === undefined || first.key === keyOf(1);
      return (await database.get('journal', keyOf(sequence))) !== undefined;
    },

    async trim(sequence) {
      for (;;) {
        const rows = (await page(0, trimLength)).filter(({ key }) => key < keyOf(sequence));
        if (rows.length < trimLength) return;
        await database.commit(rows.map(({ key }) => ({ space: 'journal', key, value: undefined })));
      }
    },
  };

  function page(sequence: number, limit: number) {
    return database.scan('journal', { prefix: '', after: keyOf(sequence), limit });
  }
}

// Of one length, so that the order of the keys is that of the numbers.
function keyOf(sequence: number): string {
  return String(sequence).padStart(digits, '0');
}

function sequenceOf(key: string | undefined): number {
  return Number(key ?? 0);
}

function parseRow(key: string, value: string): JournalRow {
  try {
    const { name, isNew, meta } = JSON.parse(value);
    if (typeof name === 'string' && typeof isNew === 'boolean' && (meta === null || typeof meta === 'string')) {
      return {
        sequence: sequenceOf(key),
        name,
        isNew,
        meta: meta === null ? undefined : parseImageMeta(name, meta),
      };
    }
  } catch (error) {
    throw broken(key, error);
  }
  throw broken(key);
}

function broken(key: string, cause?: unknown): Failure {
  return new Failure('internal', `Expected the database to hold a whole row ${key} of its journal.`, {}, cause);
}
