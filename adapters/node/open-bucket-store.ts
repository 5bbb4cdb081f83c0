// A bucket that any number of servers share. Nothing of this server's own has to be kept: its data directory holds eVol,
// uploads on their way, and the token where none was set.
import { join } from 'node:path';
import { createSharedImages, type Settings, type Store, type Tell } from '../../core/index.ts';

// About 1 KB each.
const knownNames = 50_000;

/** Fails with one sentence where the bucket is not there, or refuses. */
export async function openBucketStore(
  settings: Settings,
  place: Exclude<Settings['pVol'], 'file'>,
  dataDirectory: string,
  tell: Tell,
  observe: Tell,
): Promise<Store> {
  // The SDK is read here and not before: who has no bucket does not wait for it.
  const { openBucket } = await import('../volumes/s3/open-bucket.ts');
  const spool = join(dataDirectory, 'spool');
  const bucket = await openBucket({ ...place, endpoint: settings.s3Endpoint, spool, tell, observe });
  const { volume, config } = bucket;
  const ttlMillis = settings.metaTtlSeconds * 1000;
  const images = createSharedImages({
    ...{ volume, ttlMillis, capacity: knownNames, tell },
    excuseMillis: settings.staleIfErrorSeconds * 1000,
    clock: () => performance.now(),
  });
  const warnings = warningsOf(volume.honoured.writes !== undefined, tell);
  return {
    ...{ ...images, database: config, warnings },
    withResults: (eVol) => (settings.results === 's3' ? bucket.withResults(eVol) : eVol),
    follow(reload) {
      const look = async () => {
        if (await config.refresh()) await reload();
      };
      const timer = setInterval(() => look().catch((error) => tell('config.unread', { error })), ttlMillis);
      return () => clearInterval(timer);
    },
    close: async () => volume.close(),
  };
}

function warningsOf(isHonoured: boolean, tell: Tell): string[] {
  if (isHonoured) return [];
  const said =
    'The bucket ignores conditions on writes (If-None-Match, If-Match): let one server only write to it, or uploads may be lost.';
  tell('pvol.single-writer', { warning: said });
  return [said];
}
