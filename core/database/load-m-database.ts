// Fills mDatabase from pDatabase at the start, page by page, so that no start needs all rows in memory at once.
import { recordOf } from '../image/image-meta.ts';
import type { ImageLedger } from './image-ledger.ts';
import type { MDatabase } from './m-database.ts';

const pageLength = 1000;

/** Answers how many images it put. Nothing may be stored or removed meanwhile. */
export async function loadMDatabase(ledger: ImageLedger, mDatabase: MDatabase): Promise<number> {
  let count = 0;
  let after = '';
  for (;;) {
    const page = await ledger.list({ prefix: '', after, limit: pageLength });
    for (const meta of page) mDatabase.put(meta.name, recordOf(meta));
    count += page.length;
    if (page.length < pageLength) return count;
    after = page.at(-1)?.name ?? '';
  }
}
