// The body of an answer as a web stream, with a bound on its bytes and on its patience.
import type { IncomingMessage } from 'node:http';
import type { Failure } from '../../../core/index.ts';
import { tooLarge, tooSlow } from './failures.ts';

export interface BodyBounds {
  readonly maxBytes: number;
  readonly stop: AbortSignal;
  /** Says what an error of the transfer means. */
  explain(error: unknown): Failure;
}

// A server that sends less holds a socket, and whoever waits for it, for nothing.
const leastBytesPerSecond = 10_000;
const graceMillis = 2000;

export function readBody(answer: IncomingMessage, { maxBytes, stop, explain }: BodyBounds): ReadableStream<Uint8Array> {
  const started = performance.now();
  const chunks = answer[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let received = 0;

  const isTooSlow = () => {
    const millis = performance.now() - started - graceMillis;
    return millis > 0 && received < (millis / 1000) * leastBytesPerSecond;
  };
  // Also of a server that sends nothing at all, which no chunk would tell.
  const watch = setInterval(() => {
    if (isTooSlow()) answer.destroy(tooSlow(`at ${leastBytesPerSecond} bytes a second`));
  }, graceMillis / 2);
  const end = () => clearInterval(watch);

  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await chunks.next();
        stop.throwIfAborted();
        if (done) {
          end();
          return controller.close();
        }
        received += value.length;
        if (received > maxBytes) throw tooLarge(maxBytes);
        controller.enqueue(value);
      } catch (error) {
        end();
        answer.destroy();
        throw explain(error);
      }
    },
    cancel() {
      end();
      answer.destroy();
    },
  });
}
