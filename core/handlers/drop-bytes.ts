// Takes bytes that no name stands for any more out of every volume.
import type { ImageLedger } from '../database/image-ledger.ts';
import type { KeyedLock } from '../flow/keyed-lock.ts';
import { type ImageMeta, recordOf } from '../image/image-meta.ts';
import type { EphemeralVolume } from '../volume/ephemeral-volume.ts';
import type { PersistentVolume } from '../volume/persistent-volume.ts';

/** Does nothing when another name has the same bytes. */
export type DropBytes = (meta: ImageMeta) => Promise<void>;

export interface DropBytesParts {
  readonly pVol: PersistentVolume;
  readonly mVol: EphemeralVolume;
  readonly eVol: EphemeralVolume;
  readonly ledger: ImageLedger;
  /** By digest: an upload of the same bytes must not commit between the look and the removal. */
  readonly digestLock: KeyedLock;
}

export function createDropBytes({ pVol, mVol, eVol, ledger, digestLock }: DropBytesParts): DropBytes {
  return (meta) =>
    digestLock.run(meta.digest, async () => {
      if (await ledger.isReferenced(meta.digest)) return;
      const { version } = recordOf(meta);
      await mVol.removeGroup(version);
      await eVol.removeGroup(version);
      await pVol.remove(meta.imgAddr);
    });
}
