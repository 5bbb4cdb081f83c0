// Reads an image or a range of it: small ones whole, larger ones as a stream that never holds more than a chunk. Nobody
// gets all bytes of a damaged image: small ones are compared with their digest before they are handed out; of larger
// ones and of ranges the file was compared lately, and whole ones once more on the way, where the last chunk is held
// back until the digest is right. Whatever way a read ends, its descriptor is closed.
import { createHash, hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { type Body, type ByteRange, Failure, type StoredBytes } from '../../../core/index.ts';
import { readExactly } from './read-exactly.ts';
import type { FileState } from './soundness.ts';
import { assureFile, expectDigest, told, type VerifyParts } from './verify-file.ts';

const wholeBytes = 1024 * 1024;
const chunkBytes = 256 * 1024;

/** Takes the file over: it is closed here, or by the stream at its end, at its cancellation or at an error. */
export async function readImage(
  parts: VerifyParts,
  file: FileHandle,
  digest: string,
  range: ByteRange | undefined,
): Promise<StoredBytes> {
  let isHandedOn = false;
  try {
    const state = await file.stat();
    const { start, end } = checkRange(range ?? { start: 0, end: state.size }, state.size);
    const isWhole = end - start === state.size;
    if (isWhole && state.size <= wholeBytes) {
      return { byteLength: state.size, body: await readSmall(parts, file, digest, state) };
    }
    await assureFile(parts, file, digest, state);
    isHandedOn = end - start > wholeBytes;
    const body: Body = isHandedOn
      ? streamOf(parts, file, digest, start, end, isWhole)
      : await readExactly(file, start, end - start);
    return { byteLength: state.size, body };
  } finally {
    if (!isHandedOn) await file.close();
  }
}

async function readSmall(parts: VerifyParts, file: FileHandle, digest: string, state: FileState): Promise<Uint8Array> {
  try {
    const bytes = await readExactly(file, 0, state.size);
    expectDigest(hash('sha256', bytes), digest);
    parts.soundness.add(digest, state);
    return bytes;
  } catch (error) {
    throw told(parts, digest, error);
  }
}

function streamOf(
  parts: VerifyParts,
  file: FileHandle,
  digest: string,
  start: number,
  end: number,
  isWhole: boolean,
): ReadableStream<Uint8Array> {
  const passed = createHash('sha256');
  let position = start;
  let isCancelled = false;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const chunk = await readExactly(file, position, Math.min(chunkBytes, end - position));
        if (isCancelled) return;
        position += chunk.byteLength;
        if (isWhole) passed.update(chunk);
        if (isWhole && position === end) expectDigest(passed.digest('hex'), digest);
        controller.enqueue(chunk);
        if (position < end) return;
        controller.close();
      } catch (error) {
        await file.close();
        throw told(parts, digest, error);
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
