// A stretch of a local file as the body of a call: streamed, so that no upload is in RAM as a whole, and signed with its
// digest as bytes in RAM would be, so that the store refuses what has changed on its way.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { PutObjectCommand, S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { Failure } from '../../../core/index.ts';

export interface FileBody {
  readonly byteLength: number;
  /** SHA-256 in hex. */
  readonly digest: string;
  /** From its beginning. */
  open(): Readable;
}

type Carrying = PutObjectCommand | UploadPartCommand;

const chunkBytes = 256 * 1024;

/** Reads it once: fails where the file is shorter than that. */
export async function fileBody(path: string, start: number, end: number): Promise<FileBody> {
  const byteLength = end - start;
  const open = () =>
    byteLength === 0
      ? Readable.from([])
      : createReadStream(path, { start, end: end - 1, highWaterMark: Math.min(chunkBytes, byteLength) });
  const hash = createHash('sha256');
  let found = 0;
  for await (const chunk of open()) {
    hash.update(chunk);
    found += chunk.byteLength;
  }
  if (found < byteLength) throw new Failure('internal', 'The local file of an upload is shorter than it was.');
  return { byteLength, digest: hash.digest('hex'), open };
}

/** One attempt. Whatever its end is, neither the file nor a connection that waits for the rest of it stays open. */
export async function sendFile(
  client: S3Client,
  { digest, open }: FileBody,
  command: (body: Readable) => Carrying,
  signal: AbortSignal,
): Promise<{ ETag?: string | undefined }> {
  const body = open();
  const leaving = new AbortController();
  body.once('error', (error) => leaving.abort(error));
  const carrying = command(body) as PutObjectCommand;
  carrying.middlewareStack.add(
    (next) => (args) => {
      Object.assign((args.request as { headers: object }).headers, { 'x-amz-content-sha256': digest });
      return next(args);
    },
    { step: 'build' },
  );
  try {
    const abortSignal = AbortSignal.any([signal, leaving.signal]);
    return await client.send(carrying, { abortSignal });
  } finally {
    if (!body.readableEnded) leaving.abort();
    body.destroy();
  }
}
