// A server's resumable uploads over a bucket.
import { onTestFinished, vi } from 'vitest';
import { openTusUploads, type TusUploads } from '../../../../adapters/uploads/tus/open-tus-uploads.ts';
import { openBucket } from '../../../../adapters/volumes/s3/open-bucket.ts';
import type { Honoured } from '../../../../adapters/volumes/s3/probe-conditions.ts';
import type { Tell } from '../../../../core/index.ts';
import type { S3Server } from '../../../support/s3/s3-server.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

interface Over {
  readonly prefix?: string;
  /** Asked for at the start where it is absent. */
  readonly honoured?: Honoured;
  readonly tell?: Tell;
}

export async function serverOver(
  { endpoint, bucket, credentials }: Pick<S3Server, 'endpoint' | 'bucket' | 'credentials'>,
  { prefix = 'house', honoured, tell = () => {} }: Over = {},
): Promise<TusUploads> {
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  const spool = await scratchFolder();
  const opened = await openBucket({ endpoint, bucket, prefix, spool, tell, observe: () => {}, honoured });
  onTestFinished(() => opened.volume.close());
  return openTusUploads({ place: opened.uploads, maxBytes: 1e9 });
}
