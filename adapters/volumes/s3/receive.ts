// An upload on its way to the bucket: spooled to a local file, because its object cannot be begun before all is known of it.
import { createHash } from 'node:crypto';
import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, receivedChunks, type StageLimits } from '../../../core/index.ts';

// Enough to tell an SVG behind a long prologue from other text.
const headBytes = 4096;

export interface Spooled {
  readonly digest: string;
  readonly byteLength: number;
  readonly head: Uint8Array;
  readonly path: string;
  bytes(): Promise<Uint8Array>;
  discard(): Promise<void>;
}

/** Fails with `too-large`, `aborted` or `storage-full`; then nothing is left behind. */
export async function receive(
  directory: string,
  stream: ReadableStream<Uint8Array>,
  limits: StageLimits,
): Promise<Spooled> {
  const path = join(directory, crypto.randomUUID());
  const discard = () => rm(path, { force: true });
  const file = await open(path, 'wx').catch(spoolFailure);
  try {
    const found = await write(file, stream, limits);
    return { ...found, path, bytes: () => readFile(path), discard };
  } catch (error) {
    await discard();
    throw error;
  } finally {
    await file.close();
  }
}

async function write(file: FileHandle, stream: ReadableStream<Uint8Array>, limits: StageLimits) {
  const hash = createHash('sha256');
  let head = Buffer.alloc(0);
  let byteLength = 0;
  for await (const chunk of receivedChunks(stream, limits)) {
    byteLength += chunk.byteLength;
    if (head.byteLength < headBytes) head = Buffer.concat([head, chunk.subarray(0, headBytes - head.byteLength)]);
    hash.update(chunk);
    await file.appendFile(chunk).catch(spoolFailure);
  }
  return { digest: hash.digest('hex'), byteLength, head: new Uint8Array(head) };
}

function spoolFailure(error: NodeJS.ErrnoException): never {
  const isFull = ['ENOSPC', 'EDQUOT'].includes(error.code ?? '');
  const what = isFull ? 'is full' : 'does not take an upload';
  throw new Failure(isFull ? 'storage-full' : 'internal', `The local disk ${what}.`, {}, error);
}
