// pDbImgMeta, pDbImgFind, pDbImgList and pDbImgTagged: what is kept of a stored image in full, from pDatabase.
import type { ImageLedger, Page, TaggedPage } from '../database/image-ledger.ts';
import type { BytesWanted } from '../database/m-database.ts';
import type { ImageMeta } from '../image/image-meta.ts';
import { unknownName } from './get-img-meta.ts';

/** Fails with `not-found`. */
export type PDbImgMeta = (name: string, isWanted?: BytesWanted) => Promise<ImageMeta>;
/** Undefined when there is no image of this name. */
export type PDbImgFind = (name: string, isWanted?: BytesWanted) => Promise<ImageMeta | undefined>;
export type PDbImgTagged = (tag: string, page: Page) => Promise<TaggedPage>;
export type PDbImgList = (page: Page) => Promise<readonly ImageMeta[]>;

export function createPDbImgMeta(ledger: ImageLedger): PDbImgMeta {
  return async (name, isWanted) => (await ledger.get(name, isWanted)) ?? unknownName(name);
}
