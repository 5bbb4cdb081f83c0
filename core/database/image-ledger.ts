// The typed view of the image space: names, their ImageMeta, and which names share a content digest.
import type { ImageMeta } from '../image/image-meta.ts';
import type { BytesWanted } from './m-database.ts';

export interface Page {
  readonly prefix: string;
  /** Names behind it in order of their UTF-8 bytes; '' starts at the beginning. */
  readonly after: string;
  readonly limit: number;
}

/** A page of the names with a tag: an image that goes meanwhile is left out of it, so its length says nothing. */
export interface TaggedPage {
  readonly images: readonly ImageMeta[];
  /** The name to go on behind; undefined where this was the last page. */
  readonly next: string | undefined;
}

export interface ImageLedger {
  /** Where a store is shared, what was true of it within IMG_META_TTL. */
  get(name: string, isWanted?: BytesWanted): Promise<ImageMeta | undefined>;
  /** What is true now: for who is about to change it. */
  latest(name: string): Promise<ImageMeta | undefined>;
  /** Stores or replaces, durable when it resolves. `recorded`: pVol has kept it with the bytes already. */
  put(meta: ImageMeta, recorded?: boolean): Promise<void>;
  /** Durable when it resolves; answers what was removed. */
  remove(name: string): Promise<ImageMeta | undefined>;
  /** Whether any name still stands for these bytes. */
  isReferenced(digest: string): Promise<boolean>;
  /** Names that stand for these bytes, at most a hundred. */
  namesOf(digest: string): Promise<readonly string[]>;
  list(page: Page): Promise<readonly ImageMeta[]>;
  /** As `list`, of the names that have this tag. */
  listTagged(tag: string, page: Page): Promise<TaggedPage>;
}
