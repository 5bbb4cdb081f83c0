// getImgMeta: what planning needs of a stored image, from RAM.
import type { MDatabase } from '../database/m-database.ts';
import { Failure } from '../failure.ts';
import type { ImageRecord } from '../image/image-meta.ts';
import { quotable } from '../image/quotable.ts';

/** Undefined when there is no image of this name. Touches no disk. */
export type GetImgMeta = (name: string) => ImageRecord | undefined;

export function createGetImgMeta(mDatabase: Pick<MDatabase, 'lookup'>): GetImgMeta {
  return (name) => mDatabase.lookup(name);
}

export function unknownName(name: string): never {
  throw new Failure('not-found', `There is no image named "${quotable(name)}".`, { subject: 'name' });
}
