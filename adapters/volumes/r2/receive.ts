// An upload on its way to R2: in RAM while there is room, then in an object aside. There is no disk.
import { Failure, type Layout, newUploadId, receivedChunks, type StageLimits } from '../../../core/index.ts';
import type { Calls } from './calls.ts';
import { createChunkPile } from './chunk-pile.ts';
import { createDigest } from './digest.ts';
import { beginSpool, partBytes, type Spool } from './spool.ts';

export interface Received {
  readonly digest: string;
  readonly byteLength: number;
  readonly head: Uint8Array;
  bytes(): Promise<Uint8Array>;
  /** What a put takes; anew with each call. */
  body(): Promise<Uint8Array | ReadableStream>;
  discard(): Promise<void>;
}

export interface ReceiveParts {
  readonly calls: Calls;
  readonly layout: Layout;
  /** Of one upload in RAM, about; a part of the spool is 5 MiB in any case. */
  readonly ramBytes: number;
  /** Bytes of all uploads of this isolate that are in RAM. */
  readonly room: { held: number };
}

// Enough to tell an SVG behind a long prologue from other text.
const headBytes = 4096;
// Of all uploads in RAM: an isolate has 128 MB.
const mostBytes = 32 * 1024 ** 2;

/** Fails with `too-large`, `aborted`, `storage-unavailable` or `internal`; then nothing is left behind. */
export async function receive(
  { calls, layout, ramBytes, room }: ReceiveParts,
  stream: ReadableStream<Uint8Array>,
  limits: StageLimits,
): Promise<Received> {
  const key = `${layout.aside}spool/${newUploadId()}`;
  const [digest, pile] = [createDigest(), createChunkPile()];
  let [head, byteLength, held] = [new Uint8Array(), 0, 0];
  let spool: Spool | undefined;

  const hold = (bytes: number): void => {
    held += bytes;
    room.held += bytes;
  };
  const discard = async () => {
    hold(-held);
    const left = spool;
    spool = undefined;
    await left?.discard().catch(() => {});
  };
  const isTooMuch = () => pile.byteLength > ramBytes || room.held > mostBytes;
  const send = async (bytes: number) => {
    spool ??= await beginSpool(calls, key);
    await spool.add(pile.take(bytes));
    hold(-bytes);
  };

  try {
    for await (const chunk of receivedChunks(stream, limits)) {
      byteLength += chunk.byteLength;
      if (head.byteLength < headBytes) head = joined(head, chunk.subarray(0, headBytes - head.byteLength));
      await digest.update(chunk);
      pile.push(chunk);
      hold(chunk.byteLength);
      while (pile.byteLength >= partBytes && (spool !== undefined || isTooMuch())) await send(partBytes);
    }
    const known = { digest: await digest.hex(), byteLength, head, discard };
    if (spool === undefined) {
      const whole = pile.take(byteLength);
      return { ...known, bytes: async () => whole, body: async () => whole };
    }
    if (pile.byteLength > 0) await send(pile.byteLength);
    await (spool as Spool).end();
    const open = async () => {
      const got = await calls.send('get', (bucket) => bucket.get(key));
      if (got === null) throw new Failure('internal', 'An upload on its way was removed from the bucket.');
      return got;
    };
    return {
      ...known,
      bytes: async () => new Uint8Array(await (await open()).arrayBuffer()),
      body: async () => (await open()).body,
    };
  } catch (error) {
    await discard();
    throw error;
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.byteLength + b.byteLength);
  both.set(a);
  both.set(b, a.byteLength);
  return both;
}
