// Sources that have ended render processes. Two children are enough: a third would be lost to the same bytes.
// Kept by digest in this process's memory only, for some time: after an upgrade of the decoder, which takes a restart,
// and after the time has passed, the bytes get another chance. Equal bytes share their fate under every name.

import { Failure } from '../../../core/failure.ts';
import type { Tell } from '../../../core/index.ts';

export interface Quarantine {
  /** Throws `corrupt-image` for bytes that are not tried for now. */
  check(digest: string | undefined): void;
  /** A child ended over these bytes, and nobody here had stopped it. */
  died(digest: string | undefined): void;
  /** A child came through with them: what ended the last one came from elsewhere. */
  survived(digest: string | undefined): void;
}

interface Case {
  deaths: number;
  /** How often these bytes have been in quarantine. */
  turns: number;
  /** Milliseconds since the epoch; 0 while it is only suspected. */
  until: number;
}

/** Children that the same bytes may end before they are in quarantine; also the number of tries that one task has. */
export const mostDeaths = 2;
// The first turn is short: where children are killed from outside by the dozen, two deaths may be bad luck.
const firstMillis = 60_000;
const growth = 10;
// The oldest goes first: who could make so many such files could make one more.
const capacity = 4096;

/** `millis` is how long bytes stay in quarantine at most, a minute the first time; 0 puts none there. */
export function createQuarantine(millis: number, tell: Tell): Quarantine {
  const cases = new Map<string, Case>();

  return {
    check(digest) {
      const found = digest === undefined ? undefined : cases.get(digest);
      if (digest === undefined || found === undefined || found.until === 0) return;
      if (found.until > Date.now()) throw quarantined();
      found.until = 0;
      found.deaths = 0;
      tell('quarantine.end', { digest });
    },
    died(digest) {
      if (digest === undefined || millis === 0) return;
      const found = cases.get(digest) ?? { deaths: 0, turns: 0, until: 0 };
      found.deaths += 1;
      cases.delete(digest);
      cases.set(digest, found);
      const [oldest] = cases.keys();
      if (cases.size > capacity && oldest !== undefined) cases.delete(oldest);
      if (found.deaths < mostDeaths || found.until !== 0) return;
      const turn = Math.min(millis, firstMillis * growth ** found.turns);
      found.turns += 1;
      found.until = Date.now() + turn;
      tell('quarantine.begin', { digest, seconds: turn / 1000 });
    },
    survived(digest) {
      if (digest !== undefined && cases.get(digest)?.until === 0) cases.delete(digest);
    },
  };
}

function quarantined(): Failure {
  return new Failure('corrupt-image', 'The image has ended two render processes and is not tried again for a while.');
}
