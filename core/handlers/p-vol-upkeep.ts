// pVolUpkeep: what pVol needs for as long as a target runs. Once an hour what is due is erased, once a day what no name
// stands for is looked for, and all bytes are compared with their digests at a rate that nobody feels.
import { pauseUnless, repeat } from '../flow/repeat.ts';
import type { PersistentVolume } from '../volume/persistent-volume.ts';
import { createPVolScrub, type PVolScrubParts } from './p-vol-scrub.ts';
import type { PVolSweep } from './p-vol-sweep.ts';
import { readScrubState, type ScrubState } from './scrub-state.ts';

export interface PVolUpkeep {
  scrubState(): ScrubState;
  /** Resolves when nothing of it is under way any more. */
  close(): Promise<void>;
}

export interface PVolUpkeepParts extends Omit<PVolScrubParts, 'pause'> {
  readonly pVol: PersistentVolume;
  /** The handlers' own: it takes turns with uploads. */
  readonly pVolSweep: PVolSweep;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
// A look at a few dozen images takes a millisecond or two; between two of them others have this long.
const sweepPauseMillis = 50;

/** Begins at once. `bytesPerSecond` 0 never scrubs. */
export function openPVolUpkeep(parts: PVolUpkeepParts): PVolUpkeep {
  const { pVol, pVolSweep, database, bytesPerSecond, tell, observe, clock } = parts;
  const closing = new AbortController();
  const { signal } = closing;
  const scrub = createPVolScrub({ ...parts, pause: (millis) => pauseUnless(signal, millis) });
  const sweep = () => pVolSweep(signal, () => pauseUnless(signal, sweepPauseMillis));
  const tidy = async () => observe('pvol.tidy', { ...(await pVol.tidy(clock())) });
  const told = { tell, failure: 'pvol.upkeep-failed' };

  // A pass that has ended is followed by the next one a day after it began, also over restarts.
  const scrubWhenDue = async () => {
    const { after, startedAt } = await readScrubState(database);
    if (after !== '' || clock() - startedAt >= day) await scrub.pass(signal);
  };

  const running = [
    scrub.load().catch((error: unknown) => tell(told.failure, { error })),
    repeat({ ...told, firstMillis: 2 * minute, everyMillis: hour, work: tidy }, signal),
    repeat({ ...told, firstMillis: 5 * minute, everyMillis: day, work: sweep }, signal),
    ...(bytesPerSecond === 0
      ? []
      : [repeat({ ...told, firstMillis: minute, everyMillis: 10 * minute, work: scrubWhenDue }, signal)]),
  ];

  return {
    scrubState: scrub.state,
    async close() {
      closing.abort();
      await Promise.all(running);
    },
  };
}
