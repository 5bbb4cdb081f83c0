// eVolImgRead and eVolImgWrite: finished results on the disk of the instance.
import type { Awaitable, Entry, EphemeralVolume } from '../volume/ephemeral-volume.ts';
import type { Asked, MayKeep } from './m-vol-img.ts';

export type EVolImgRead = (key: string, group?: string) => Awaitable<Entry | undefined>;

/**
 * Offers a result that eVol does not have, as mVolImgWrite does and under the same condition.
 * Nobody waits for it: a slow disk must not hold back an answer.
 */
export type EVolImgWrite = (asked: Asked, entry: Entry) => void;

export function createEVolImgWrite(eVol: EphemeralVolume, mayKeep: MayKeep): EVolImgWrite {
  // Nothing is awaited between the look and the offer, and a volume takes calls in their order: see mVolImgWrite.
  return (asked, entry) => {
    if (!eVol.has(entry.key) && mayKeep(asked, entry)) void eVol.offer(entry);
  };
}
