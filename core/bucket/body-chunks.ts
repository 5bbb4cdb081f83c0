// The bytes of an object as they come from its store: counted and digested on the way, and gone on with where they break off.
import { Failure } from '../failure.ts';
import type { Awaitable } from '../volume/ephemeral-volume.ts';
import type { CheckState } from '../volume/persistent-volume.ts';

export interface BodyParts<Body> {
  /** Undefined where it has to be opened first. */
  readonly first: Body | undefined;
  /** Of the first byte of `first` and behind the last one that is wanted. */
  readonly start: number;
  readonly end: number;
  /** SHA-256 in hex, compared at the end; undefined for a part. */
  readonly digest: string | undefined;
  /** Opens the bytes from this one on; undefined where the object has gone meanwhile. */
  readonly goOn: (start: number) => Promise<Body | undefined>;
}

export interface BodyTools<Body> {
  /** Ends without an error where the transfer does, early or not: what is missing is seen by the count. */
  readonly untilBroken: (body: Body) => AsyncIterable<Uint8Array>;
  /** Of SHA-256. */
  readonly createDigest: () => { update(chunk: Uint8Array): unknown; hex(): Awaitable<string> };
}

const mostBreaks = 3;
// A reader that takes minutes meets more of them, each of which it got past.
const pastBreaksBytes = 1024 ** 2;

/** Its generators fail with `damaged-original` at their end where these are other bytes, and with `storage-unavailable`. */
export function createChunksOf<Body>({ untilBroken, createDigest }: BodyTools<Body>) {
  return async function* chunksOf(parts: BodyParts<Body>): AsyncGenerator<Uint8Array> {
    const { first, start, end, digest, goOn } = parts;
    const hash = digest === undefined ? undefined : createDigest();
    let [body, at, from]: [Body | undefined, number, number] = [first, start, start];
    for (let breaks = 0; at < end; breaks = at - from < pastBreaksBytes ? breaks + 1 : 1) {
      from = at;
      if (breaks > 0 || body === undefined) body = breaks > mostBreaks ? undefined : await goOn(at);
      if (body === undefined) throw broken();
      for await (const chunk of untilBroken(body)) {
        at += chunk.byteLength;
        if (at > end) throw damagedOriginal();
        await hash?.update(chunk);
        yield chunk;
      }
    }
    if (hash !== undefined && (await hash.hex()) !== digest) throw damagedOriginal();
  };
}

/** A stream that ends the transfer when its reader leaves. */
export function streamOfChunks(chunks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
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

export async function gatherChunks(chunks: AsyncIterable<Uint8Array>, byteLength: number): Promise<Uint8Array> {
  const whole = new Uint8Array(byteLength);
  let at = 0;
  for await (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

/** Reads all of an object that is there. Fails where that could not be done. */
export async function checkedChunks(chunks: AsyncIterable<Uint8Array>): Promise<CheckState> {
  try {
    for await (const _ of chunks);
    return 'sound';
  } catch (error) {
    if (error instanceof Failure && error.code === 'damaged-original') return 'damaged';
    throw error;
  }
}

export function damagedOriginal(cause?: unknown): Failure {
  return new Failure('damaged-original', 'The stored bytes are not those that were uploaded.', {}, cause);
}

function broken(): Failure {
  return new Failure('storage-unavailable', 'The storage of originals broke off; try again shortly.');
}
