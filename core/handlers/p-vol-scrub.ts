// pVolScrub: one pass over all originals at a bounded rate, which a restart goes on with. What it finds is told with the
// names that stand for it, counted, and kept for whoever asks.
import type { Database } from '../database/database.ts';
import type { ImageLedger } from '../database/image-ledger.ts';
import type { Tell } from '../flow/tell.ts';
import type { PersistentVolume } from '../volume/persistent-volume.ts';
import { type Scrubbed, scrub } from '../volume/scrub.ts';
import { neverScrubbed, readScrubState, type ScrubState, writeScrubState } from './scrub-state.ts';

export interface PVolScrub {
  /** Goes on with the pass under way or begins one; resolves at its end, or when the signal fires. */
  pass(signal: AbortSignal): Promise<void>;
  /** Reads what an earlier process has kept. */
  load(): Promise<void>;
  /** As it was kept last. */
  state(): ScrubState;
}

export interface PVolScrubParts {
  readonly pVol: Pick<PersistentVolume, 'list' | 'check'>;
  readonly ledger: Pick<ImageLedger, 'namesOf'>;
  readonly database: Database;
  readonly bytesPerSecond: number;
  readonly tell: Tell;
  readonly observe: Tell;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly pause: (millis: number) => Promise<unknown>;
}

const keepMillis = 60_000;
const mostDamaged = 10_000;

export function createPVolScrub(parts: PVolScrubParts): PVolScrub {
  const { pVol, ledger, database, bytesPerSecond, tell, observe, clock, pause } = parts;
  let kept = neverScrubbed;

  return {
    state: () => kept,
    async load() {
      kept = await readScrubState(database);
    },
    async pass(signal) {
      const { after, startedAt, finishedAt, damaged } = await readScrubState(database);
      const bad = new Set(damaged);
      const begun = { startedAt: after === '' ? clock() : startedAt, finishedAt };
      let reached = after;
      let keptAt = clock();
      for await (const image of scrub(pVol, { after, bytesPerSecond, pause })) {
        if (signal.aborted) return keep({ ...begun, after: reached, damaged: [...bad] });
        const isNews = await note(image, bad);
        reached = image.imgAddr;
        if (!isNews && clock() - keptAt < keepMillis) continue;
        await keep({ ...begun, after: reached, damaged: [...bad] });
        keptAt = clock();
      }
      await keep({ ...begun, after: '', finishedAt: clock(), damaged: await stillThere(bad) });
    },
  };

  async function keep(state: ScrubState): Promise<void> {
    kept = { ...state, damaged: state.damaged.slice(0, mostDamaged) };
    await writeScrubState(database, kept);
  }

  /** True where the list of what is bad has changed. */
  async function note({ imgAddr, digest, byteLength, state, error }: Scrubbed, bad: Set<string>): Promise<boolean> {
    observe('pvol.scrubbed', { bytes: byteLength });
    if (state !== 'damaged' && state !== 'unreadable') return bad.delete(imgAddr);
    tell('pvol.scrub-finding', { imgAddr, state, names: await ledger.namesOf(digest), error });
    const isNews = !bad.has(imgAddr);
    bad.add(imgAddr);
    return isNews;
  }

  // What was deleted since it was found is nobody's worry any more.
  async function stillThere(bad: ReadonlySet<string>): Promise<string[]> {
    const found: string[] = [];
    for (const imgAddr of bad) {
      if ((await pVol.check(imgAddr).catch(() => 'unreadable')) !== 'missing') found.push(imgAddr);
    }
    return found;
  }
}
