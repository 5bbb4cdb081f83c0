// pVolImgRemove: a delete. The durable row goes first, so that a crash at any later point leaves only litter.
import type { ImageLedger } from '../database/image-ledger.ts';
import type { KeyedLock } from '../flow/keyed-lock.ts';
import type { Tell } from '../flow/tell.ts';
import type { ImageMeta } from '../image/image-meta.ts';
import type { DropBytes } from './drop-bytes.ts';
import { unknownName } from './get-img-meta.ts';
import type { ReplacedImages } from './replaced-images.ts';
import { unlessOvertaken } from './unless-overtaken.ts';

export interface Removal {
  readonly name: string;
  /** Throws where a precondition does not hold. */
  check(before: ImageMeta): void;
  /** Erases the bytes before it resolves, without a grace period; fails where that cannot be done. */
  readonly erase: boolean;
}

export interface Removed {
  readonly digest: string;
  /** False where the bytes wait for their grace period, or where another name stands for them. */
  readonly erased: boolean;
}

/**
 * Resolves when the name and, unless another name has the same bytes, all results are gone and nothing serves the
 * bytes. Fails with `not-found`.
 */
export type PVolImgRemove = (removal: Removal) => Promise<Removed>;

export interface PVolImgRemoveParts {
  readonly ledger: ImageLedger;
  readonly dropBytes: DropBytes;
  readonly replaced: Pick<ReplacedImages, 'forget'>;
  readonly nameLock: KeyedLock;
  readonly tell: Tell;
}

export function createPVolImgRemove({
  ledger,
  dropBytes,
  replaced,
  nameLock,
  tell,
}: PVolImgRemoveParts): PVolImgRemove {
  return ({ name, check, erase }) =>
    nameLock.run(name, async () => {
      const look = async () => {
        const found = (await ledger.latest(name)) ?? unknownName(name);
        check(found);
        return found;
      };
      const before = await unlessOvertaken(look, async (found) => {
        await ledger.remove(name);
        return found;
      });
      await replaced.forget(name);
      const { digest } = before;
      if (erase) return { digest, erased: await dropBytes(before, 'now', 'drop') };
      await dropBytes(before, 'late', 'drop').catch((error: unknown) => {
        // No name leads to the bytes any more, and a sweep will find them: that they are still there costs space only.
        tell('volume.litter', { imgAddr: before.imgAddr, error });
      });
      return { digest, erased: false };
    });
}
