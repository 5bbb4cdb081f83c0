// A bucket that any number of servers share, as a target's store. Nothing of this server's own has to be kept.
import { createSharedImages, type Settings, type Store, type Tell } from '../../../core/index.ts';
import type { Honoured } from './probe-conditions.ts';

// About 1 KB each.
const knownNames = 50_000;

export interface BucketStoreParts {
  readonly settings: Settings;
  readonly place: Exclude<Settings['pVol'], 'file'>;
  /** A local directory for uploads on their way. */
  readonly spool: string;
  readonly tell: Tell;
  readonly observe: Tell;
  /** What the store honours, where that is known: it is asked by some writes otherwise. */
  readonly honoured?: Honoured | undefined;
  /** Looks about so often, from now on, until its answer is called. By a timer where it is absent. */
  readonly follow?: (look: () => Promise<void>, millis: number) => () => void;
  /** In milliseconds, from any moment on; that of the process where it is absent. */
  readonly clock?: () => number;
}

/** Fails with one sentence where the bucket is not there, or refuses. */
export async function openBucketStore(parts: BucketStoreParts): Promise<Store> {
  const { settings, place, spool, tell, observe, honoured, follow = followByTimer } = parts;
  const { clock = () => performance.now() } = parts;
  // The SDK is read here and not before: who has no bucket does not wait for it.
  const { openBucket } = await import('./open-bucket.ts');
  const bucket = await openBucket({ ...place, endpoint: settings.s3Endpoint, spool, tell, observe, honoured });
  const { volume, config, uploads, settled } = bucket;
  const ttlMillis = settings.metaTtlSeconds * 1000;
  const images = createSharedImages({
    ...{ volume, ttlMillis, capacity: knownNames, tell, clock },
    excuseMillis: settings.staleIfErrorSeconds * 1000,
  });
  const warnings = warningsOf(volume.honoured.writes !== undefined, tell);
  return {
    ...{ ...images, database: config, uploads, warnings, settled },
    withResults: (eVol) => (settings.results === 'off' ? eVol : bucket.withResults(eVol)),
    follow(reload) {
      const look = async () => {
        if (await config.refresh()) await reload();
      };
      const end = follow(() => look().catch((error) => tell('config.unread', { error })), ttlMillis);
      return { look, end };
    },
    close: async () => volume.close(),
  };
}

function followByTimer(look: () => Promise<void>, millis: number): () => void {
  const timer = setInterval(look, millis);
  return () => clearInterval(timer);
}

function warningsOf(isHonoured: boolean, tell: Tell): string[] {
  if (isHonoured) return [];
  const said =
    'The bucket ignores conditions on writes (If-None-Match, If-Match): let one server only write to it, or uploads may be lost.';
  tell('pvol.single-writer', { warning: said });
  return [said];
}
