// mVolImgRead and mVolImgWrite: finished results in RAM.
import type { MDatabase } from '../database/m-database.ts';
import type { Awaitable, Entry, EphemeralVolume } from '../volume/ephemeral-volume.ts';

export type MVolImgRead = (key: string) => Awaitable<Entry | undefined>;

/**
 * Keeps a result while `name` still stands for the bytes it was made of: a delete or a replace that came during
 * the render must not bring it back. False when it was not kept.
 */
export type MVolImgWrite = (name: string, entry: Entry) => Awaitable<boolean>;

export function createMVolImgWrite(mVol: EphemeralVolume, mDatabase: Pick<MDatabase, 'lookup'>): MVolImgWrite {
  // Nothing is awaited between the look and the offer: mDatabase forgets a name before its results are dropped,
  // so what is offered here is either dropped afterwards or not offered at all.
  return (name, entry) => mDatabase.lookup(name)?.version === entry.group && mVol.offer(entry);
}
