// A bucket as a server needs it: originals, configuration, and results if they are wanted.
import {
  type ConfigObject,
  createResults,
  createStagedUploads,
  type EphemeralVolume,
  Failure,
  layoutOf,
  openConfigObject,
  type Results,
  type StagedUploads,
  type Tell,
} from '../../../core/index.ts';
import { openCalls, type S3Place } from './calls.ts';
import { configIn } from './config-in.ts';
import { openS3Volume, type S3Volume } from './open-s3-volume.ts';
import type { Honoured } from './probe-conditions.ts';
import { resultsIn } from './results-in.ts';
import { uploadsIn } from './uploads-in.ts';

export interface BucketParts extends S3Place {
  readonly prefix: string;
  /** A local directory for uploads on their way. */
  readonly spool: string;
  readonly tell: Tell;
  readonly observe: Tell;
  /** Known already: then it is not asked. */
  readonly honoured?: Honoured | undefined;
}

export interface Bucket {
  readonly volume: S3Volume;
  readonly config: ConfigObject;
  readonly uploads: StagedUploads;
  /** eVol with the bucket's results behind it. */
  withResults(eVol: EphemeralVolume): EphemeralVolume;
  /** When those on their way have come there, or failed to. */
  settled(): Promise<unknown>;
}

/** Fails with one sentence where the bucket is not there, or refuses. */
export async function openBucket({
  prefix,
  spool,
  tell,
  observe,
  honoured: known,
  ...place
}: BucketParts): Promise<Bucket> {
  const calls = openCalls(place, observe);
  const layout = layoutOf(prefix);
  try {
    const volume = await openS3Volume({ calls, layout, spool, tell, honoured: known });
    const { honoured } = volume;
    const config = await openConfigObject(configIn({ calls, key: layout.config, honoured }));
    const uploads = createStagedUploads({ objects: uploadsIn({ calls, spool, honoured }), layout, tell });
    const results: Results[] = [];
    return {
      ...{ volume, config, uploads },
      withResults(eVol) {
        const made = createResults({ objects: resultsIn(calls), layout, eVol, tell });
        results.push(made);
        return made;
      },
      settled: () => Promise.all(results.map(({ settled }) => settled())),
    };
  } catch (error) {
    calls.close();
    const why = error instanceof Failure ? error.message : String(error);
    throw new Failure('internal', `The bucket "${place.bucket}" cannot be used: ${why}`, {}, error);
  }
}
