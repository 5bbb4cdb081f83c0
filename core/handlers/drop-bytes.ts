// Takes bytes that no name stands for any more out of every volume.
import type { ImageLedger } from '../database/image-ledger.ts';
import type { KeyedLock } from '../flow/keyed-lock.ts';
import { type ImageMeta, recordOf } from '../image/image-meta.ts';
import type { EphemeralVolume } from '../volume/ephemeral-volume.ts';
import type { PersistentVolume } from '../volume/persistent-volume.ts';

/**
 * False, and nothing happens, when another name has the same bytes. `late` leaves them where nobody finds them until
 * the grace period is over; `now` erases them, and what was dropped of them before.
 */
export type DropBytes = (meta: ImageMeta, when: 'late' | 'now') => Promise<boolean>;

export interface DropBytesParts {
  readonly pVol: PersistentVolume;
  readonly mVol: EphemeralVolume;
  readonly eVol: EphemeralVolume;
  readonly ledger: ImageLedger;
  /** By digest: an upload of the same bytes must not commit between the look and the removal. */
  readonly digestLock: KeyedLock;
  /** 0: dropped bytes are erased at once. */
  readonly graceMillis: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

export function createDropBytes(parts: DropBytesParts): DropBytes {
  const { pVol, mVol, eVol, ledger, digestLock, graceMillis, clock } = parts;
  return (meta, when) =>
    digestLock.run(meta.digest, async () => {
      if (await ledger.isReferenced(meta.digest)) return false;
      const { version } = recordOf(meta);
      const fromDisk = eVol.removeGroups([version]);
      await mVol.removeGroups([version]);
      await fromDisk;
      if (when === 'now' || graceMillis === 0) await pVol.remove(meta.imgAddr);
      else await pVol.drop(meta.imgAddr, clock() + graceMillis);
      return true;
    });
}
