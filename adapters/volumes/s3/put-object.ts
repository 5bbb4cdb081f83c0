// One object written whole or not at all, under a condition, and known to be ours when the answer was lost.
import { type FileHandle, open } from 'node:fs/promises';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Failure } from '../../../core/index.ts';
import { type Calls, forReading, forWriting, s3Failure, statusOf } from './calls.ts';

export interface Write {
  readonly key: string;
  readonly path: string;
  readonly byteLength: number;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** ETag of what may be replaced; `nothing`: only where there is none; undefined: whatever there is. */
  readonly instead: string | 'nothing' | undefined;
  /** Beyond it the object is sent in parts; needs a store that honours conditions where they are put together. */
  readonly inPartsFrom: number;
}

// S3 wants 5 MiB at least; so many parts are in RAM at once.
const partBytes = 8 * 1024 ** 2;
const partsAtOnce = 3;

/** Answers the ETag. Fails with `precondition-failed`, `storage-full`, `storage-unavailable` or `internal`. */
export async function putObject(calls: Calls, write: Write): Promise<string> {
  const file = await open(write.path, 'r');
  try {
    return await (write.byteLength > write.inPartsFrom ? inParts(calls, write, file) : whole(calls, write, file));
  } catch (error) {
    // 412 may be the condition, or the store's word to a repetition of what it had done already. NoSuchKey: what
    // was to be replaced is gone.
    const ours = await writtenTag(calls, write).catch(() => undefined);
    if (ours !== undefined) return ours;
    const status = statusOf(error) ?? statusOf((error as Error).cause);
    if (status === 412 || status === 409 || (status === 404 && (error as Error).name === 'NoSuchKey'))
      throw overtaken(error);
    throw s3Failure(error);
  } finally {
    await file.close();
  }
}

async function whole(calls: Calls, write: Write, file: FileHandle): Promise<string> {
  const Body = await piece(file, 0, write.byteLength);
  const command = () => new PutObjectCommand({ ...fieldsOf(calls, write), ...conditionOf(write), Body });
  const patience = forWriting(write.byteLength);
  return tagOf(await calls.send((client, abortSignal) => client.send(command(), { abortSignal }), patience));
}

async function inParts(calls: Calls, write: Write, file: FileHandle): Promise<string> {
  const at = { Bucket: calls.bucket, Key: write.key };
  const begin = new CreateMultipartUploadCommand(fieldsOf(calls, write));
  const { UploadId } = await calls.send((client, abortSignal) => client.send(begin, { abortSignal }), forWriting(0));
  try {
    const count = Math.ceil(write.byteLength / partBytes);
    const Parts: { PartNumber: number; ETag: string }[] = [];
    const numbers = Array.from({ length: count }, (_, index) => index + 1).values();
    const sendSome = async () => {
      for (const PartNumber of numbers) {
        const start = (PartNumber - 1) * partBytes;
        const Body = await piece(file, start, Math.min(partBytes, write.byteLength - start));
        const part = () => new UploadPartCommand({ ...at, UploadId, PartNumber, Body });
        const sent = await calls.send(
          (client, abortSignal) => client.send(part(), { abortSignal }),
          forWriting(partBytes),
        );
        Parts[PartNumber - 1] = { PartNumber, ETag: tagOf(sent) };
      }
    };
    await Promise.all(Array.from({ length: partsAtOnce }, sendSome));
    const end = () =>
      new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts }, ...conditionOf(write) });
    return tagOf(await calls.send((client, abortSignal) => client.send(end(), { abortSignal }), forWriting(partBytes)));
  } catch (error) {
    // Parts cost storage until then; a rule of the bucket should end what is left all the same (README).
    const abort = new AbortMultipartUploadCommand({ ...at, UploadId });
    await calls.send((client, abortSignal) => client.send(abort, { abortSignal })).catch(() => {});
    throw error;
  }
}

/** The ETag of what this very write has left there. */
async function writtenTag(calls: Calls, { key, metadata }: Write): Promise<string | undefined> {
  const look = new HeadObjectCommand({ Bucket: calls.bucket, Key: key });
  const found = await calls.send((client, abortSignal) => client.send(look, { abortSignal }), forReading);
  return found.Metadata?.write === metadata.write ? tagOf(found) : undefined;
}

function fieldsOf({ bucket }: Calls, { key, contentType, metadata }: Write) {
  return { Bucket: bucket, Key: key, ContentType: contentType, Metadata: { ...metadata } };
}

function conditionOf({ instead }: Write) {
  if (instead === undefined) return {};
  return instead === 'nothing' ? { IfNoneMatch: '*' } : { IfMatch: instead };
}

async function piece(file: FileHandle, start: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(bytes, 0, length, start);
  if (bytesRead === length) return bytes;
  throw new Failure('internal', 'The local file of an upload is shorter than it was.');
}

function tagOf({ ETag }: { ETag?: string | undefined }): string {
  if (ETag !== undefined) return ETag;
  throw new Failure('internal', 'The storage of originals gave no ETag.');
}

function overtaken(cause: unknown): Failure {
  return new Failure('precondition-failed', 'Something else was stored under the name meanwhile.', {}, cause);
}
