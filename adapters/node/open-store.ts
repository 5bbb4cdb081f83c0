// Chooses by the settings where originals are kept.
import { join } from 'node:path';
import { Failure, type Settings, type Store, type Tell } from '../../core/index.ts';
import { openBucketStore } from '../volumes/s3/open-bucket-store.ts';
import { openLocalStore } from './open-local-store.ts';

/** The directory has to be locked. On failure everything that was opened is closed again. */
export function openStore(settings: Settings, dataDirectory: string, tell: Tell, observe: Tell): Promise<Store> {
  const { pVol: place, results, redirectBytes } = settings;
  const spool = join(dataDirectory, 'spool');
  if (place !== 'file') return openBucketStore({ settings, place, spool, tell, observe });
  if (results !== 'off') throw withoutBucket(`IMG_RESULTS is ${results}`);
  if (redirectBytes > 0) throw withoutBucket('IMG_REDIRECT_BYTES is set');
  return openLocalStore(dataDirectory, tell, observe);
}

function withoutBucket(where: string): Failure {
  return new Failure('bad-request', `Expected IMG_PVOL to name a bucket where ${where} but it is file.`);
}
