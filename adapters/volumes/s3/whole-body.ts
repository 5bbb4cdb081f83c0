// The bytes of an image as they come from the bucket: counted and digested on the way, and gone on with where the
// connection broke or fell silent.
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Failure } from '../../../core/index.ts';
import type { Got } from './get-object.ts';

/** Opens the bytes from this one on; undefined where the image has gone meanwhile. */
export type GoOn = (start: number) => Promise<Readable | undefined>;

export interface BodyParts {
  /** Undefined where it has to be opened first. */
  readonly first: Readable | undefined;
  /** Of the first byte of `first` and behind the last one that is wanted. */
  readonly start: number;
  readonly end: number;
  /** Compared at the end; undefined for a part. */
  readonly digest: string | undefined;
  readonly goOn: GoOn;
}

const silenceMillis = 4_000;
const mostBreaks = 3;
// A reader that takes minutes meets more of them, each of which it got past.
const pastBreaksBytes = 1024 ** 2;

/** Fails with `damaged-original` at its end where these are other bytes, and with `storage-unavailable`. */
export async function* chunksOf({ first, start, end, digest, goOn }: BodyParts): AsyncGenerator<Uint8Array> {
  const hash = digest === undefined ? undefined : createHash('sha256');
  let [body, at, from]: [Readable | undefined, number, number] = [first, start, start];
  for (let breaks = 0; at < end; breaks = at - from < pastBreaksBytes ? breaks + 1 : 1) {
    from = at;
    if (breaks > 0 || body === undefined) body = breaks > mostBreaks ? undefined : await goOn(at);
    if (body === undefined) throw broken();
    for await (const chunk of untilBroken(body)) {
      at += chunk.byteLength;
      if (at > end) throw damaged();
      hash?.update(chunk);
      yield chunk;
    }
  }
  if (hash !== undefined && hash.digest('hex') !== digest) throw damaged();
}

/** A stream that ends the connection when its reader leaves. */
export function streamOf(chunks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
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
      cancel: () => void chunks.return(undefined),
    },
    { highWaterMark: 0 },
  );
}

/** All bytes of an answer, without going on where it breaks off. Fails as `chunksOf` does. */
export function gatherOnce({ body, byteLength, metadata }: Got): Promise<Uint8Array> {
  const parts = { first: body, start: 0, end: byteLength, digest: metadata.digest, goOn: async () => undefined };
  return gather(chunksOf(parts), byteLength);
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

// Ends without an error where the connection does, early or not. A reader that takes its time is not silence.
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

function broken(): Failure {
  return new Failure('storage-unavailable', 'The storage of originals broke off; try again shortly.');
}

function damaged(): Failure {
  return new Failure('damaged-original', 'The stored bytes are not those that were uploaded.');
}
