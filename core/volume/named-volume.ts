// pVol where bytes lie under the names of images, each with its ImageMeta beside them: a bucket that any number of nodes
// share. It is the truth of both, and each of its calls goes over a network.
import type { ImageMeta } from '../image/image-meta.ts';
import type { PersistentVolume } from './persistent-volume.ts';

export interface NamePage {
  readonly prefix: string;
  readonly after: string;
  readonly limit: number;
}

export interface ListedName {
  readonly name: string;
  readonly imgAddr: string;
  /** Where the store lists it along; without it, it is found by its name. */
  readonly meta?: ImageMeta | undefined;
}

/** Every call fails with `storage-unavailable` where the store does not answer in time. */
export interface NamedVolume extends PersistentVolume {
  readonly named: true;
  /**
   * One call. Undefined where there is no image of this name. `withBytes`: they will be read next; they come with the same
   * call, and `read` has them at hand then.
   */
  find(name: string, withBytes: boolean): Promise<ImageMeta | undefined>;
  /** Other facts about the same bytes. Fails with `precondition-failed` where the name has not this address any more. */
  describe(meta: ImageMeta): Promise<ImageMeta>;
  /** Removes the name with its bytes. Fails with `precondition-failed` where the store knows that it is another by now. */
  take(meta: ImageMeta): Promise<boolean>;
  /** In order of the names' UTF-8 bytes; fewer than asked for only at the end. */
  names(page: NamePage): Promise<readonly ListedName[]>;
  /** The name in an address of this volume. */
  nameIn(imgAddr: string): string | undefined;
}
