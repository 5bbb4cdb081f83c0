// How far the scrub of pVol is and what it has found: one row of the configuration space, so that a restart goes on
// where it was and a command can print the list.
import type { Database } from '../database/database.ts';

export interface ScrubState {
  /** Address that the pass under way has come to; '' between passes. */
  readonly after: string;
  /** Milliseconds since the epoch; 0 for never. */
  readonly startedAt: number;
  readonly finishedAt: number;
  /** Addresses of originals that were damaged or unreadable when they were last looked at; at most 10,000. */
  readonly damaged: readonly string[];
}

export const neverScrubbed: ScrubState = { after: '', startedAt: 0, finishedAt: 0, damaged: [] };

const key = 'pvol.scrub';

export async function readScrubState(database: Database): Promise<ScrubState> {
  const text = await database.get('config', key);
  return text === undefined ? neverScrubbed : { ...neverScrubbed, ...(JSON.parse(text) as Partial<ScrubState>) };
}

export function writeScrubState(database: Database, state: ScrubState): Promise<void> {
  return database.commit([{ space: 'config', key, value: JSON.stringify(state) }]);
}
