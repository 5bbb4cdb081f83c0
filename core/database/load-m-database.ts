// Fills mDatabase from pDatabase at the start, page by page, so that no start needs all rows in memory at once.
import { recordOf } from '../image/image-meta.ts';
import type { ImageLedger } from './image-ledger.ts';
import type { MDatabase } from './m-database.ts';

const pageLength = 1000;

const progressLength = 100_000;

/**
 * Answers how many images it put. Nothing may be stored or removed meanwhile. `progress` hears how many there are
 * so far now and then, and at the end where there were any.
 */
export async function loadMDatabase(
  ledger: ImageLedger,
  mDatabase: MDatabase,
  progress: (images: number, done: boolean) => void = () => {},
): Promise<number> {
  let count = 0;
  let after = '';
  for (;;) {
    const page = await ledger.list({ prefix: '', after, limit: pageLength });
    for (const meta of page) mDatabase.put(meta.name, recordOf(meta), true);
    count += page.length;
    const done = page.length < pageLength;
    if (count > 0 && (done || count % progressLength === 0)) progress(count, done);
    if (done) return count;
    after = page.at(-1)?.name ?? '';
  }
}
