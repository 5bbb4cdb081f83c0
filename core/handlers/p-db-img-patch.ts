// pDbImgPatch: what people say of an image is changed, and its bytes are not touched.
import type { ImageLedger } from '../database/image-ledger.ts';
import type { KeyedLock } from '../flow/keyed-lock.ts';
import type { ImageMeta } from '../image/image-meta.ts';
import { sameUserMeta, type UserMeta } from '../image/user-meta.ts';
import { unknownName } from './get-img-meta.ts';
import { unlessOvertaken } from './unless-overtaken.ts';

export interface ImgPatch {
  readonly name: string;
  /** Answers what is to be said of the image from now on; throws where a precondition does not hold. */
  change(before: ImageMeta): UserMeta;
}

/** Resolves when the change is durable and every request sees it. Fails with `not-found`. */
export type PDbImgPatch = (patch: ImgPatch) => Promise<ImageMeta>;

export interface PDbImgPatchParts {
  readonly ledger: ImageLedger;
  readonly nameLock: KeyedLock;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

export function createPDbImgPatch({ ledger, nameLock, clock }: PDbImgPatchParts): PDbImgPatch {
  return ({ name, change }) =>
    nameLock.run(name, () => {
      const look = async () => {
        const before = (await ledger.latest(name)) ?? unknownName(name);
        return { before, after: change(before) };
      };
      return unlessOvertaken(look, async ({ before, after }) => {
        if (sameUserMeta(before, after)) return before;
        const meta = { ...before, ...after, changedAt: laterThan(before.changedAt, clock()) };
        await ledger.put(meta);
        return meta;
      });
    });
}

/** `now`, or just behind `before`: two changes never have the same time, so that each has an ETag of its own. */
export function laterThan(before: number, now: number): number {
  return Math.max(now, before + 1);
}
