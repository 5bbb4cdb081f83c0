// eVolImgRead and eVolImgWrite: finished results on the disk of the instance.
import type { MDatabase } from '../database/m-database.ts';
import type { Awaitable, Entry, EphemeralVolume } from '../volume/ephemeral-volume.ts';

export type EVolImgRead = (key: string) => Awaitable<Entry | undefined>;

/**
 * Offers a result that eVol does not have, as mVolImgWrite does and under the same condition.
 * Nobody waits for it: a slow disk must not hold back an answer.
 */
export type EVolImgWrite = (name: string, entry: Entry) => void;

export function createEVolImgWrite(eVol: EphemeralVolume, mDatabase: Pick<MDatabase, 'lookup'>): EVolImgWrite {
  // Nothing is awaited between the look and the offer, and a volume takes calls in their order: see mVolImgWrite.
  return (name, entry) => {
    if (!eVol.has(entry.key) && mDatabase.lookup(name)?.version === entry.group) void eVol.offer(entry);
  };
}
