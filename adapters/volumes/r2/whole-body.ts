// The bytes of an image as they come from R2: counted and digested on the way, and gone on with where they broke off.
import { Failure } from '../../../core/index.ts';
import { createDigest } from './digest.ts';

type Bytes = ReadableStream<Uint8Array>;

export interface BodyParts {
  /** Undefined where it has to be opened first. */
  readonly first: Bytes | undefined;
  /** Of the first byte of `first` and behind the last one that is wanted. */
  readonly start: number;
  readonly end: number;
  /** Compared at the end; undefined for a part. */
  readonly digest: string | undefined;
  /** Opens the bytes from this one on; undefined where the image has gone meanwhile. */
  readonly goOn: (start: number) => Promise<Bytes | undefined>;
}

const mostBreaks = 3;

/** Fails with `damaged-original` at its end where these are other bytes, and with `storage-unavailable`. */
export async function* chunksOf({ first, start, end, digest, goOn }: BodyParts): AsyncGenerator<Uint8Array> {
  const hash = digest === undefined ? undefined : createDigest();
  let [body, at]: [Bytes | undefined, number] = [first, start];
  for (let breaks = 0; at < end; breaks += 1) {
    if (breaks > 0 || body === undefined) body = breaks > mostBreaks ? undefined : await goOn(at);
    if (body === undefined) throw broken();
    for await (const chunk of untilBroken(body)) {
      at += chunk.byteLength;
      if (at > end) throw damaged();
      await hash?.update(chunk);
      yield chunk;
    }
  }
  if (hash !== undefined && (await hash.hex()) !== digest) throw damaged();
}

/** A stream that ends the transfer when its reader leaves. */
export function streamOf(chunks: AsyncGenerator<Uint8Array>): Bytes {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await chunks.next();
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          controller.error(error);
        }
      },
      async cancel() {
        await chunks.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

export async function gather(chunks: AsyncIterable<Uint8Array>, byteLength: number): Promise<Uint8Array> {
  const whole = new Uint8Array(byteLength);
  let at = 0;
  for await (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

export function damaged(): Failure {
  return new Failure('damaged-original', 'The stored bytes are not those that were uploaded.');
}

// Ends without an error where the transfer does, early or not: what is missing is seen by the count.
async function* untilBroken(body: Bytes): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch {
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function broken(): Failure {
  return new Failure('storage-unavailable', 'The storage of originals broke off; try again shortly.');
}
