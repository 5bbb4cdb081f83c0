// Fills an empty mDatabase from pDatabase while the server answers and takes uploads: page by page, with a pause after
// each, so that nothing waits for it. Until it is whole, pDatabase itself is asked.
//
// The pages are no one moment of pDatabase. So a name that changes after the beginning is left out of what follows,
// and gets its last state at the end, when nothing is missing: by then it is known whether a page brought it before,
// which mDatabase, that has only hashes, could not tell.
import { type ImageRecord, recordOf } from '../image/image-meta.ts';
import type { ImageLedger } from './image-ledger.ts';
import type { JournalRow } from './journal.ts';
import type { MDatabase } from './m-database.ts';
import { compareUtf8 } from './utf8-order.ts';

// About a millisecond of work.
const pageLength = 200;
const progressLength = 100_000;
// Of names that were asked for meanwhile; forgotten together when there are more.
const knownLength = 20_000;

export interface Filling {
  /** What is known without asking pDatabase. */
  lookup(name: string): ImageRecord | undefined;
  find(name: string): Promise<ImageRecord | undefined>;
  /** To be called for each row of the journal behind the one at which it began, in order, before anybody is told. */
  changed(row: JournalRow): void;
  /** Takes the next page; false when it was the last one. */
  step(): Promise<boolean>;
  /** After the last page: mDatabase is what pDatabase was at the last row that was heard. */
  finish(): void;
}

export interface FillingParts {
  readonly ledger: ImageLedger;
  readonly mDatabase: MDatabase;
  /** Resolves when `changed` has heard of all that pDatabase has by now. */
  readonly follow: () => Promise<void>;
  /** Hears how many images there are so far, now and then, and at the end where there were any. */
  readonly progress: (images: number, done: boolean) => void;
}

export function createFilling({ ledger, mDatabase, follow, progress }: FillingParts): Filling {
  // By name: the record it ends with, and whether it was put before it changed.
  const changes = new Map<string, { record: ImageRecord | undefined; readonly wasPut: boolean }>();
  const known = new Map<string, ImageRecord>();
  let rows = 0;
  let cursor = '';
  let count = 0;

  return {
    lookup: (name) => known.get(name),

    async find(name) {
      const before = rows;
      const meta = await ledger.get(name);
      const record = meta && recordOf(meta);
      // What has changed since it was read is not kept.
      if (record !== undefined && rows === before) {
        if (known.size >= knownLength) known.clear();
        known.set(name, record);
      }
      return record;
    },

    changed({ name, isNew, meta }) {
      rows += 1;
      known.delete(name);
      const record = meta && recordOf(meta);
      const earlier = changes.get(name);
      if (earlier !== undefined) earlier.record = record;
      else changes.set(name, { record, wasPut: !isNew && compareUtf8(name, cursor) <= 0 });
    },

    async step() {
      const page = await ledger.list({ prefix: '', after: cursor, limit: pageLength });
      // Whatever of a change this page shows, it is heard before the page is taken.
      await follow();
      for (const meta of page) if (!changes.has(meta.name)) mDatabase.put(meta.name, recordOf(meta), true);
      cursor = page.at(-1)?.name ?? cursor;
      count += page.length;
      const isLast = page.length < pageLength;
      if (count > 0 && (isLast || count % progressLength === 0)) progress(count, isLast);
      return !isLast;
    },

    finish() {
      for (const [name, { record, wasPut }] of changes) {
        if (record !== undefined) mDatabase.put(name, record, !wasPut);
        else if (wasPut) mDatabase.remove(name);
      }
    },
  };
}
