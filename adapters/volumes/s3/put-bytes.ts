// A small object of our own, that is no image.
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { type Calls, forWriting, s3Failure, statusOf } from './calls.ts';

export interface Small {
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly metadata?: Record<string, string>;
  /** As in putObject. */
  readonly instead?: string | 'nothing' | undefined;
}

/** False where the condition did not hold, or where its answer was lost and it may have. */
export async function putBytes(calls: Calls, { key, bytes, contentType, metadata, instead }: Small): Promise<boolean> {
  const condition = instead === 'nothing' ? { IfNoneMatch: '*' } : { IfMatch: instead };
  const fields = { Bucket: calls.bucket, Key: key, ContentType: contentType, Metadata: metadata, ...condition };
  try {
    const command = () => new PutObjectCommand({ ...fields, Body: bytes });
    await calls.send((client, abortSignal) => client.send(command(), { abortSignal }), forWriting(bytes.byteLength));
    return true;
  } catch (error) {
    const status = statusOf(error) ?? statusOf((error as Error).cause);
    if (status === 412 || status === 409 || (status === 404 && (error as Error).name === 'NoSuchKey')) return false;
    throw s3Failure(error);
  }
}
