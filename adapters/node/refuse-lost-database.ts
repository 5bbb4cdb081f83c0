// A pDatabase that is gone must not come back empty: all names would be unknown, and all bytes nobody's.
import { Failure } from '../../core/index.ts';
import { type DataDirectory, isThere } from './maintenance/data-directory.ts';
import { originalsIn } from './maintenance/originals.ts';

/** Fails with `precondition-failed` where there are originals and no database that knows them. */
export async function refuseLostDatabase({ directory, pDatabase, pVol }: DataDirectory): Promise<void> {
  if (await isThere(pDatabase)) return;
  const { done } = await originalsIn(pVol).list()[Symbol.asyncIterator]().next();
  if (done) return;
  throw new Failure(
    'precondition-failed',
    `There are originals in ${directory} but pdatabase.sqlite is gone: put it back, or run imageserver restore or rebuild.`,
  );
}
