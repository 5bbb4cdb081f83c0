// The bytes of an upload as they come, up to a limit.
import { Failure } from '../failure.ts';
import type { StageLimits } from './persistent-volume.ts';

/**
 * Fails with `too-large`, with `aborted` (by the signal, or because the stream broke), or with the stream's own Failure.
 * Then the stream is left where it was and unlocked: who made it knows whether to drain or to cancel it.
 */
export async function* receivedChunks(
  stream: ReadableStream<Uint8Array>,
  { maxBytes, signal }: StageLimits,
): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  // Makes a read that is under way reject.
  const release = () => reader.releaseLock();
  signal?.addEventListener('abort', release);
  let byteLength = 0;
  try {
    for (;;) {
      const { done, value } = await next(reader, signal);
      if (done) return;
      byteLength += value.byteLength;
      if (byteLength > maxBytes) throw tooLarge(maxBytes);
      yield value;
    }
  } finally {
    signal?.removeEventListener('abort', release);
    release();
  }
}

async function next(reader: ReadableStreamDefaultReader<Uint8Array>, signal: AbortSignal | undefined) {
  try {
    signal?.throwIfAborted();
    return await reader.read();
  } catch (error) {
    if (error instanceof Failure && !signal?.aborted) throw error;
    throw new Failure('aborted', 'The upload ended before all its bytes had come.', {}, signal?.reason ?? error);
  }
}

function tooLarge(maxBytes: number): Failure {
  return new Failure('too-large', `Expected at most ${maxBytes} bytes but received more.`, { limit: maxBytes });
}
