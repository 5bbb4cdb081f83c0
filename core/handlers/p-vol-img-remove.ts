// pVolImgRemove: a delete. The durable row goes first, so that a crash at any later point leaves only litter.
import type { ImageLedger } from '../database/image-ledger.ts';
import type { KeyedLock } from '../flow/keyed-lock.ts';
import type { ImageMeta } from '../image/image-meta.ts';
import type { DropBytes } from './drop-bytes.ts';
import { unknownName } from './get-img-meta.ts';

/** Resolves when the image is gone from every volume. `check` throws where a precondition does not hold. Fails with `not-found`. */
export type PVolImgRemove = (name: string, check: (before: ImageMeta) => void) => Promise<void>;

export interface PVolImgRemoveParts {
  readonly ledger: ImageLedger;
  readonly dropBytes: DropBytes;
  readonly nameLock: KeyedLock;
}

export function createPVolImgRemove({ ledger, dropBytes, nameLock }: PVolImgRemoveParts): PVolImgRemove {
  return (name, check) =>
    nameLock.run(name, async () => {
      const before = (await ledger.get(name)) ?? unknownName(name);
      check(before);
      await ledger.remove(name);
      await dropBytes(before);
    });
}
