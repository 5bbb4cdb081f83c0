// Keys of the bucket below a prefix, in order of their bytes.
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { type KeyPage, type Listed, mostKeys } from '../../../core/index.ts';
import { type Calls, s3Failure } from './calls.ts';

/** As a ListKeys does. */
export async function listKeys(calls: Calls, { prefix, after, limit }: KeyPage): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  const wanted = Math.min(limit, mostKeys);
  const input = { Bucket: calls.bucket, Prefix: prefix, ...(after === '' ? {} : { StartAfter: after }) };
  let ContinuationToken: string | undefined;
  // A page may be short although there is more.
  do {
    const command = new ListObjectsV2Command({ ...input, MaxKeys: wanted - found.length, ContinuationToken });
    const page = await calls.send((client, abortSignal) => client.send(command, { abortSignal })).catch(fail);
    for (const { Key, ETag } of page.Contents ?? []) {
      if (Key !== undefined && ETag !== undefined) found.push({ key: Key, etag: ETag });
    }
    ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (ContinuationToken !== undefined && found.length < wanted);
  return found;
}

function fail(error: unknown): never {
  throw s3Failure(error);
}
