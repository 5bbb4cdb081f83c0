// Reads an image or a range of it: small ones whole, larger ones as a stream that never holds more than a chunk.
// Whatever way a read ends, its descriptor is closed.
import type { FileHandle } from 'node:fs/promises';
import { type Body, type ByteRange, Failure, type StoredBytes } from '../../../core/index.ts';
import { readExactly } from './read-exactly.ts';

const wholeBytes = 1024 * 1024;
const chunkBytes = 256 * 1024;

/** Takes the file over: it is closed here, or by the stream at its end, at its cancellation or at an error. */
export async function readImage(file: FileHandle, range: ByteRange | undefined): Promise<StoredBytes> {
  let isHandedOn = false;
  try {
    const { size } = await file.stat();
    const { start, end } = checkRange(range ?? { start: 0, end: size }, size);
    isHandedOn = end - start > wholeBytes;
    const body: Body = isHandedOn ? streamOf(file, start, end) : await readExactly(file, start, end - start);
    return { byteLength: size, body };
  } finally {
    if (!isHandedOn) await file.close();
  }
}

function streamOf(file: FileHandle, start: number, end: number): ReadableStream<Uint8Array> {
  let position = start;
  let isCancelled = false;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const chunk = await readExactly(file, position, Math.min(chunkBytes, end - position));
        if (isCancelled) return;
        controller.enqueue(chunk);
        position += chunk.byteLength;
        if (position < end) return;
        controller.close();
      } catch (error) {
        await file.close();
        throw error;
      }
      await file.close();
    },
    cancel() {
      isCancelled = true;
      return file.close();
    },
  });
}

function checkRange({ start, end }: ByteRange, size: number): ByteRange {
  if (start >= 0 && start <= end && end <= size) return { start, end };
  throw new Failure('range-not-satisfiable', `Expected a range within ${size} bytes but received ${start} to ${end}.`);
}
