// A large object in parts: seen whole or not at all, under a condition that is weighed when they are put together.
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { type Calls, forWriting, statusOf } from './calls.ts';
import { fileBody, sendFile } from './file-body.ts';
import { conditionOf, fieldsOf, overtaken, tagOf, type Write } from './write.ts';

// S3 wants 5 MiB at least.
const partBytes = 8 * 1024 ** 2;
const partsAtOnce = 3;

/** Answers the ETag. Fails with `precondition-failed` where the answer was lost and another object is there by now, and as S3 does. */
export async function putInParts(calls: Calls, write: Write): Promise<string> {
  const at = { Bucket: calls.bucket, Key: write.key };
  const begin = new CreateMultipartUploadCommand(fieldsOf(calls, write));
  const { UploadId } = await calls.send((client, abortSignal) => client.send(begin, { abortSignal }), forWriting(0));
  try {
    const Parts = await sendParts();
    const end = () =>
      new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts }, ...conditionOf(write) });
    return tagOf(await calls.send((client, abortSignal) => client.send(end(), { abortSignal }), forWriting(partBytes)));
  } catch (error) {
    // Parts cost storage until then; a rule of the bucket should end what is left all the same (README).
    const abort = new AbortMultipartUploadCommand({ ...at, UploadId });
    await calls.send((client, abortSignal) => client.send(abort, { abortSignal })).catch(() => {});
    // Whether they were put together is seen by the object. Where it is not ours, it was, and has been replaced since; or
    // somebody ended the upload.
    throw statusOf(error) === 404 && (error as Error).name === 'NoSuchUpload' ? overtaken(error) : error;
  }

  async function sendParts() {
    const count = Math.ceil(write.byteLength / partBytes);
    const Parts: { PartNumber: number; ETag: string }[] = [];
    const numbers = Array.from({ length: count }, (_, index) => index + 1).values();
    const sendSome = async () => {
      for (const PartNumber of numbers) Parts[PartNumber - 1] = { PartNumber, ETag: await sendPart(PartNumber) };
    };
    await Promise.all(Array.from({ length: partsAtOnce }, sendSome));
    return Parts;
  }

  async function sendPart(PartNumber: number): Promise<string> {
    const start = (PartNumber - 1) * partBytes;
    const body = await fileBody(write.path, start, Math.min(start + partBytes, write.byteLength));
    const fields = { ...at, UploadId, PartNumber, ContentLength: body.byteLength };
    const sent = await calls.send(
      (client, signal) => sendFile(client, body, (Body) => new UploadPartCommand({ ...fields, Body }), signal),
      forWriting(partBytes),
    );
    return tagOf(sent);
  }
}
