// The port of mDatabase: every stored image's record in RAM, found by name without disk.
import type { ImageRecord } from '../image/image-meta.ts';

export interface MDatabase {
  /**
   * Touches no disk and allocates nothing but its result. A name that was never put may, once in 2^64 a stored
   * image, be answered with that image's record; two names that were put are never mixed up.
   */
  lookup(name: string): ImageRecord | undefined;
  /**
   * Whether the name is new has to be said by pDatabase, which holds whole names: from a hash alone it cannot be
   * known whether the record found is this name's, to be replaced, or another's, to be kept beside.
   */
  put(name: string, record: ImageRecord, isNew: boolean): void;
  /** The name must be one that was put, or pDatabase's word is needed again. True when it was. */
  remove(name: string): boolean;
  readonly size: number;
}

/**
 * Whether an image's bytes will be read next, as far as its record tells; asked where a store has to be asked for the
 * record, which may then give both at once. Without it: where nothing is known of the image.
 */
export type BytesWanted = (known: ImageRecord | undefined) => boolean | Promise<boolean>;

/** mDatabase as requests see it: it may still be filled from pDatabase while they are answered. */
export interface ServedMDatabase {
  /** What RAM knows. A name that it does not know may be stored all the same while mDatabase is being filled. */
  lookup(name: string): ImageRecord | undefined;
  /** What is stored: lookup's answer, or a promise of pDatabase's while mDatabase is being filled. */
  find(name: string, isWanted?: BytesWanted): ImageRecord | undefined | Promise<ImageRecord | undefined>;
  /** Images in RAM. */
  readonly size: number;
}
