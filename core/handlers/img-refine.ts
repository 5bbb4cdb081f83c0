// imgRefine, imgReplace, imgAtHand: the second step of encoding, and how its result takes the first one's place.
import { priceOf } from '../pipeline/price.ts';
import type { Entry, EphemeralVolume } from '../volume/ephemeral-volume.ts';
import { type Asked, createMVolImgWrite, type MayKeep } from './m-vol-img.ts';
import type { ImgRenderParts } from './render-order.ts';
import { type Planned, renderSource } from './render-source.ts';

/** Renders when the server is idle. Undefined when that did not come, or the source has changed. Fails as imgRender. */
export type ImgRefine = (order: Planned) => Promise<Uint8Array | undefined>;

/** Whether the result is in mVol or eVol, as far as they know without looking. */
export type ImgAtHand = (key: string) => boolean;

/** Keeps `refined` and forgets `first`. False, and nothing changed, where mVol did not take it. */
export type ImgReplace = (asked: Asked, first: Entry, refined: Entry) => Promise<boolean>;

export interface ImgReplaceParts {
  readonly mVol: EphemeralVolume;
  readonly eVol: EphemeralVolume;
  readonly mayKeep: MayKeep;
}

export function createImgRefine(parts: ImgRenderParts): ImgRefine {
  return (order) => parts.gate.whenIdle(priceOf(order.plan), (signal) => renderSource(parts, order, signal));
}

export function createImgAtHand({ mVol, eVol }: Pick<ImgReplaceParts, 'mVol' | 'eVol'>): ImgAtHand {
  return (key) => mVol.has(key) || eVol.has(key);
}

export function createImgReplace({ mVol, eVol, mayKeep }: ImgReplaceParts): ImgReplace {
  const keep = createMVolImgWrite(mVol, mayKeep);
  return async (asked, first, refined) => {
    // The same condition as for every result: a delete or a replace meanwhile must not be undone.
    if (!(await keep(asked, refined))) return false;
    await mVol.remove(first.key);
    await eVol.remove(first.key);
    return true;
  };
}
