// Takes bytes that no name stands for any more out of every volume.
import type { ImageLedger } from '../database/image-ledger.ts';
import type { KeyedLock } from '../flow/keyed-lock.ts';
import { type ImageMeta, recordOf } from '../image/image-meta.ts';
import type { EphemeralVolume } from '../volume/ephemeral-volume.ts';
import type { PersistentVolume } from '../volume/persistent-volume.ts';
import type { ModuleCache } from './module-cache.ts';

/**
 * False, and nothing happens, when another name has the same bytes. `late` leaves them where nobody finds them until
 * the grace period is over; `now` erases them, and what was dropped of them before. `results` says what becomes of what
 * was made of them.
 */
export type DropBytes = (meta: ImageMeta, when: 'late' | 'now', results: 'drop' | 'leave') => Promise<boolean>;

/** Drops all results of this version of a source. */
export type DropResults = (version: string) => Promise<void>;

export interface DropBytesParts {
  readonly pVol: PersistentVolume;
  readonly dropResults: DropResults;
  readonly ledger: ImageLedger;
  /** By digest: an upload of the same bytes must not commit between the look and the removal. */
  readonly digestLock: KeyedLock;
  /** 0: dropped bytes are erased at once. */
  readonly graceMillis: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

export function createDropBytes(parts: DropBytesParts): DropBytes {
  const { pVol, dropResults, ledger, digestLock, graceMillis, clock } = parts;
  return (meta, when, results) =>
    digestLock.run(meta.digest, async () => {
      if (await ledger.isReferenced(meta.digest)) return false;
      if (results === 'drop') await dropResults(recordOf(meta).version);
      // They went with their name, and what lies there now is another's.
      if (pVol.named) return true;
      if (when === 'now' || graceMillis === 0) await pVol.remove(meta.imgAddr);
      else await pVol.drop(meta.imgAddr, clock() + graceMillis);
      return true;
    });
}

export function createDropResults(
  mVol: EphemeralVolume,
  eVol: EphemeralVolume,
  moduleCache: Pick<ModuleCache, 'removeGroup'>,
): DropResults {
  return async (version) => {
    moduleCache.removeGroup(version);
    // Both at once: a slow disk must not keep a result in RAM.
    const fromDisk = eVol.removeGroups([version]);
    await mVol.removeGroups([version]);
    await fromDisk;
  };
}
