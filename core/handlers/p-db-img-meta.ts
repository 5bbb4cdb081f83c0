// pDbImgMeta and pDbImgList: what is kept of a stored image in full, from pDatabase.
import type { ImageLedger, Page } from '../database/image-ledger.ts';
import type { ImageMeta } from '../image/image-meta.ts';
import { unknownName } from './get-img-meta.ts';

/** Fails with `not-found`. */
export type PDbImgMeta = (name: string) => Promise<ImageMeta>;
export type PDbImgList = (page: Page) => Promise<readonly ImageMeta[]>;

export function createPDbImgMeta(ledger: ImageLedger): PDbImgMeta {
  return async (name) => (await ledger.get(name)) ?? unknownName(name);
}
