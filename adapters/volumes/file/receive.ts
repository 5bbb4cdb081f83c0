// Writes a stream to an open file, counting and digesting on the way.
// Bytes are gathered to large writes, and each is digested while the one system call that writes it is under way.
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Failure, receivedChunks, type StageLimits } from '../../../core/index.ts';

const gatherBytes = 256 * 1024;
// Enough to tell an SVG behind a long prologue from other text.
const headBytes = 4096;

export interface Received {
  readonly digest: string;
  readonly byteLength: number;
  readonly head: Uint8Array;
}

/**
 * Fails with `too-large`, with `aborted` (by the signal, or because the stream broke), or as the file system does.
 * Then the stream is left where it was and unlocked: who made it knows whether to drain or to cancel it.
 */
export async function receive(
  file: FileHandle,
  stream: ReadableStream<Uint8Array>,
  limits: StageLimits,
): Promise<Received> {
  const gathered = Buffer.allocUnsafeSlow(gatherBytes);
  const hash = createHash('sha256');
  let head: Uint8Array | undefined;
  let fill = 0;
  let byteLength = 0;

  for await (const chunk of receivedChunks(stream, limits)) {
    byteLength += chunk.byteLength;
    for (let from = 0; from < chunk.byteLength; ) {
      const part = chunk.subarray(from, from + gatherBytes - fill);
      gathered.set(part, fill);
      fill += part.byteLength;
      from += part.byteLength;
      if (fill === gatherBytes) await flush();
    }
  }
  await flush();
  return { digest: hash.digest('hex'), byteLength, head: head ?? new Uint8Array() };

  async function flush(): Promise<void> {
    const bytes = gathered.subarray(0, fill);
    head ??= new Uint8Array(bytes.subarray(0, headBytes));
    fill = 0;
    const written = writeAll(file, bytes);
    hash.update(bytes);
    await written;
  }
}

// A write may be short without an error, at the edge of a full disk for instance; only the next one says why.
async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.byteLength; ) {
    const { bytesWritten } = await file.write(bytes, offset);
    if (bytesWritten === 0) throw new Failure('internal', 'The storage of originals takes no more bytes.');
    offset += bytesWritten;
  }
}
