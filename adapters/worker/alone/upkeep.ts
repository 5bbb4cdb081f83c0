// What a Worker that stands alone owes its bucket: a cron trigger has it done (wrangler.toml), as no timer runs between requests.
import { layoutOf, type Tell } from '../../../core/index.ts';
import { createCalls } from '../../volumes/r2/calls.ts';
import { openR2Volume } from '../../volumes/r2/open-r2-volume.ts';

export interface UpkeepParts {
  readonly bucket: R2Bucket;
  /** Of the event in which it is called. */
  readonly keepAlive: (work: Promise<unknown>) => void;
  readonly tell: Tell;
}

/** Two calls to R2 a run, whatever lies there; what is left over is the next run's. Fails as R2 does. */
export async function keepUp({ bucket, keepAlive, tell }: UpkeepParts): Promise<void> {
  const calls = createCalls({ bucket, keepAlive, observe: () => {} });
  const volume = openR2Volume({ calls, layout: layoutOf(''), keepAlive, tell });
  try {
    tell('pvol.tidy', { ...(await volume.tidy(Date.now())) });
  } catch (error) {
    tell('pvol.upkeep-failed', { error });
    throw error;
  }
}
