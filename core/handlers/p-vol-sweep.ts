// pVolSweep: finds bytes that no name stands for. A crash can leave some: the bytes of an upload
// are durable before its row is. They are not erased but dropped, for long: if the database is not the one that belongs
// to these bytes, an older copy for instance, they are somebody's pictures.
import type { ImageLedger } from '../database/image-ledger.ts';
import type { KeyedLock } from '../flow/keyed-lock.ts';
import type { Tell } from '../flow/tell.ts';
import type { PersistentVolume, StoredImage } from '../volume/persistent-volume.ts';
import { listOrphans } from './list-orphans.ts';

export interface Swept {
  readonly images: number;
  /** Bytes without a name that were dropped; or, where they are too many to be litter, found. */
  readonly orphans: number;
  readonly isRefused: boolean;
}

/** `pause` is waited for every few dozen images: what else there is to do comes to its turn. Fails when the signal fires. */
export type PVolSweep = (signal?: AbortSignal, pause?: () => Promise<unknown>) => Promise<Swept>;

export interface PVolSweepParts {
  readonly pVol: PersistentVolume;
  readonly ledger: Pick<ImageLedger, 'isReferenced'>;
  /** By digest, as uploads take it from before their bytes are published until their row is durable. */
  readonly digestLock: KeyedLock;
  readonly tell: Tell;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

const orphanMillis = 30 * 24 * 3_600_000;
// Orphans of a crash are at most the uploads that were under way.
const alwaysFew = 3;
const largestShare = 1 / 10;
const lookedAtOnce = 64;

export function createPVolSweep(parts: PVolSweepParts): PVolSweep {
  const { pVol, ledger, digestLock, tell, clock } = parts;

  return async (signal, pause = async () => {}) => {
    const orphans: StoredImage[] = [];
    let images = 0;
    const onLook = async () => {
      images += 1;
      signal?.throwIfAborted();
      if (images % lookedAtOnce === 0) await pause();
    };
    for await (const orphan of listOrphans(pVol, ledger, onLook)) orphans.push(orphan);
    const isRefused = orphans.length > Math.max(alwaysFew, images * largestShare);
    let dropped = 0;
    if (!isRefused) for (const orphan of orphans) if (await drop(orphan)) dropped += 1;
    const swept = { images, orphans: isRefused ? orphans.length : dropped, isRefused };
    if (swept.orphans > 0) tell('pvol.sweep', swept);
    return swept;
  };

  // Looked at once more, where no upload of the same bytes can be between its two commits.
  function drop({ imgAddr, digest }: StoredImage): Promise<boolean> {
    return digestLock.run(digest, async () => {
      if (await ledger.isReferenced(digest)) return false;
      return pVol.drop(imgAddr, clock() + orphanMillis);
    });
  }
}
