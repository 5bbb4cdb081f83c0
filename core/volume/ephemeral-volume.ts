// eVol and mVol: the port for volumes that may forget. Losing an entry costs time, never data.
import type { OutputExt } from '../image/format.ts';

export type Awaitable<T> = T | Promise<T>;

/** A finished result, or a source. */
export interface Entry {
  /** The result key, or one that no result has. */
  readonly key: string;
  /** Version of the source: all results of one source go together. */
  readonly group: string;
  /** `source`: what was fetched from elsewhere, or is known of it. Others wait for it, so it is taken at its first offer. */
  readonly ext: OutputExt | 'source';
  readonly bytes: Uint8Array;
}

/** Trouble with the medium is a miss or a decline, never a failure. */
export interface EphemeralVolume {
  /** Bytes the volume may hold; 0 keeps nothing. */
  readonly capacityBytes: number;
  /** May decline (false). The caller must not change the bytes afterwards. Offering a key again replaces it. */
  offer(entry: Entry): Awaitable<boolean>;
  /** A damaged entry is a miss, never wrong bytes. These may be part of a larger buffer: keep a copy, not them. `group`: for what lies by it; without it, only what is near is looked at. */
  read(key: string, group?: string): Awaitable<Entry | undefined>;
  /** Whether there is no need to offer the key. It may be on its way only, or turn out to be damaged or another's. */
  has(key: string): boolean;
  remove(key: string): Awaitable<boolean>;
  /**
   * Drops all entries of these groups; answers how many. None is read from the moment of the call, nor comes of an offer
   * that was made before it; when it resolves, none comes back after a restart either, as far as the medium does its work.
   */
  removeGroups(groups: readonly string[]): Awaitable<number>;
  /** Entries that have gone to make room for others, since the start. */
  evictions(): number;
  /** At every moment at most `capacityBytes`. */
  used(): number;
}
