// mVolImgRead and mVolImgWrite: finished results in RAM.
import type { MDatabase } from '../database/m-database.ts';
import type { Awaitable, Entry, EphemeralVolume } from '../volume/ephemeral-volume.ts';
import type { Purges } from './purges.ts';

export type MVolImgRead = (key: string) => Awaitable<Entry | undefined>;

/** A request that a result was found or made for. */
export interface Asked {
  readonly name: string;
  /** Purges there had been when it was planned. */
  readonly purges: number;
}

/** Whether a result may be kept: its name still stands for the bytes it was made of, and it was not purged since. */
export type MayKeep = (asked: Asked, entry: Entry) => boolean;

export function createMayKeep(sources: Pick<MDatabase, 'lookup'>, purges: Purges): MayKeep {
  return ({ name, purges: since }, { group }) => sources.lookup(name)?.version === group && purges.allows(group, since);
}

/**
 * Keeps a result if it may be kept: a delete, a replace or a purge that came during the render must not bring it back.
 * False when it was not kept.
 */
export type MVolImgWrite = (asked: Asked, entry: Entry) => Awaitable<boolean>;

export function createMVolImgWrite(mVol: EphemeralVolume, mayKeep: MayKeep): MVolImgWrite {
  // Nothing is awaited between the look and the offer: mDatabase forgets a name before its results are dropped,
  // so what is offered here is either dropped afterwards or not offered at all.
  return (asked, entry) => mayKeep(asked, entry) && mVol.offer(entry);
}
