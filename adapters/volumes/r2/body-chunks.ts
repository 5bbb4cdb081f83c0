// The bytes of an image as they come from R2.
import { createChunksOf } from '../../../core/index.ts';
import { createDigest } from './digest.ts';

type Bytes = ReadableStream<Uint8Array>;

export const chunksOf = createChunksOf<Bytes>({ untilBroken, createDigest });

async function* untilBroken(body: Bytes): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch {
    // What is missing is seen by the count.
  } finally {
    await reader.cancel().catch(() => {});
  }
}
