// getImgMeta: what planning needs of a stored image, from RAM.
import type { BytesWanted, ServedMDatabase } from '../database/m-database.ts';
import { Failure } from '../failure.ts';
import type { ImageRecord } from '../image/image-meta.ts';
import { quotable } from '../image/quotable.ts';

/** Undefined when there is no image of this name. Touches no disk, and is no promise, but while mDatabase is filled and where a store is shared. */
export type GetImgMeta = (
  name: string,
  isWanted?: BytesWanted,
) => ImageRecord | undefined | Promise<ImageRecord | undefined>;

export function createGetImgMeta(mDatabase: Pick<ServedMDatabase, 'find'>): GetImgMeta {
  return (name, isWanted) => mDatabase.find(name, isWanted);
}

export function unknownName(name: string): never {
  throw new Failure('not-found', `There is no image named "${quotable(name)}".`, { subject: 'name' });
}
