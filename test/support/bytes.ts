// Bytes for storage tests: made, streamed in pieces, gathered again, digested. And addresses, listed.
import { createHash } from 'node:crypto';
import type { Body, PersistentVolume } from '../../core/volume/persistent-volume.ts';

/** Bytes that look random, the same for the same seed. */
export function noise(byteLength: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(byteLength);
  let state = seed + 0x9e3779b9;
  for (let at = 0; at < byteLength; at += 1) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

/** Hands bytes out in pieces, one a pull; `onPull` hears how many bytes went out before. */
export function streamOf(bytes: Uint8Array, pieceBytes = 65_536, onPull = (_sent: number) => {}) {
  let sent = 0;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        onPull(sent);
        if (sent === bytes.byteLength) return controller.close();
        const piece = bytes.slice(sent, sent + pieceBytes);
        controller.enqueue(piece);
        sent += piece.byteLength;
      },
    },
    { highWaterMark: 0 },
  );
}

export async function wholeOf(body: Body | undefined): Promise<Uint8Array> {
  return new Uint8Array(await new Response(body as ConstructorParameters<typeof Response>[0]).arrayBuffer());
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export async function listed(
  volume: PersistentVolume,
  after?: string,
): Promise<{ imgAddr: string; byteLength: number }[]> {
  const found: { imgAddr: string; byteLength: number }[] = [];
  for await (const { imgAddr, byteLength } of volume.list(after)) found.push({ imgAddr, byteLength });
  return found;
}
