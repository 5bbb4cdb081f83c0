// One object written whole or not at all, under a condition, and known to be ours when the answer was lost.
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { Failure } from '../../../core/index.ts';
import { type Calls, forReading, forWriting, s3Failure, statusOf } from './calls.ts';
import { fileBody, sendFile } from './file-body.ts';
import { putInParts } from './put-in-parts.ts';
import { conditionOf, fieldsOf, overtaken, tagOf, type Write } from './write.ts';

/** Answers the ETag. Fails with `precondition-failed`, `storage-full`, `storage-unavailable` or `internal`. */
export async function putObject(calls: Calls, write: Write): Promise<string> {
  try {
    return await (write.byteLength > write.inPartsFrom ? putInParts(calls, write) : whole(calls, write));
  } catch (error) {
    const refusal = isOvertaken(error) ? overtaken(error) : s3Failure(error);
    const isOpen = ['precondition-failed', 'storage-unavailable'].includes(refusal.code);
    // A refusal may be the condition, or the store's word to a repetition of what it had done already. Where it does not
    // say which, that is not known: nobody may be told that another came first.
    const ours = isOpen ? await writtenTag(calls, write) : undefined;
    if (ours !== undefined) return ours;
    throw refusal;
  }
}

async function whole(calls: Calls, write: Write): Promise<string> {
  const body = await fileBody(write.path, 0, write.byteLength);
  const fields = { ...fieldsOf(calls, write), ...conditionOf(write), ContentLength: body.byteLength };
  const answer = await calls.send(
    (client, signal) => sendFile(client, body, (Body) => new PutObjectCommand({ ...fields, Body }), signal),
    forWriting(write.byteLength),
  );
  return tagOf(answer);
}

/** The ETag of what this very write has left there. Fails with `storage-unavailable`. */
async function writtenTag(calls: Calls, { key, metadata }: Write): Promise<string | undefined> {
  const look = new HeadObjectCommand({ Bucket: calls.bucket, Key: key });
  try {
    const found = await calls.send((client, abortSignal) => client.send(look, { abortSignal }), forReading);
    return found.Metadata?.write === metadata.write ? tagOf(found) : undefined;
  } catch (error) {
    if (statusOf(error) === undefined) throw s3Failure(error);
    return undefined;
  }
}

// NoSuchKey: what was to be replaced is gone. 409: other writes are under way.
function isOvertaken(error: unknown): boolean {
  if (error instanceof Failure && error.code === 'precondition-failed') return true;
  const status = statusOf(error) ?? statusOf((error as Error).cause);
  return status === 412 || status === 409 || (status === 404 && (error as Error).name === 'NoSuchKey');
}
