// An answer written piece by piece: JSON prelude, eight zero bytes, body.
import { once } from 'node:events';
import { preludeOf } from './prelude.ts';
import type { ResponseStream } from './runtime.ts';

const contentType = 'application/vnd.awslambda.http-integration-response';
const delimiter = '\0'.repeat(8);

/**
 * Resolves when all is handed over. Reads no further than the client takes. Rejects where the body breaks off or the
 * signal fires: then the stream must not be ended as if that had been all.
 */
export async function streamAnswer(response: Response, stream: ResponseStream, signal?: AbortSignal): Promise<void> {
  // What fails while nobody waits for it is seen at the next wait.
  stream.on('error', () => {});
  const write = async (piece: Uint8Array | string): Promise<void> => {
    signal?.throwIfAborted();
    if (!stream.write(piece)) await once(stream, 'drain', signal && { signal });
  };
  stream.setContentType(contentType);
  // Written at once, and not with the first byte of the body: an answer without one has a head, too.
  await write(JSON.stringify(preludeOf(response)) + delimiter);
  for await (const piece of response.body ?? []) await write(piece);
  stream.end();
}
