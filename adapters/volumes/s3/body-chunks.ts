// The bytes of an object as they come from S3: a connection that falls silent is one that broke.
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { createChunksOf, gatherChunks } from '../../../core/index.ts';
import type { Got } from './get-object.ts';

const silenceMillis = 4_000;

export const chunksOf = createChunksOf<Readable>({ untilBroken, createDigest });

/** All bytes of an answer, without going on where it breaks off. Fails as `chunksOf` does. */
export function gatherOnce({ body, byteLength, metadata }: Got): Promise<Uint8Array> {
  const parts = { first: body, start: 0, end: byteLength, digest: metadata.digest, goOn: async () => undefined };
  return gatherChunks(chunksOf(parts), byteLength);
}

// A reader that takes its time is not silence.
async function* untilBroken(body: Readable): AsyncGenerator<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const timer = setTimeout(() => body.destroy(new Error('silence')), silenceMillis);
      const { done, value } = await chunks.next().finally(() => clearTimeout(timer));
      if (done) return;
      yield value;
    }
  } catch {
    // What is missing is seen by the count.
  } finally {
    body.destroy();
  }
}

function createDigest() {
  const hash = createHash('sha256');
  return { update: (chunk: Uint8Array) => hash.update(chunk), hex: () => hash.digest('hex') };
}
