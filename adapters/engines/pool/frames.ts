// How parent and child talk: frames of a JSON head and a body of bytes, over one socket pair.
// Not Node's own IPC: what a taken-over decoder sends must never reach a deserialiser, nor pass handles.
//   offset 0  u32 LE  length of the head
//   offset 4  u32 LE  length of the body
//   offset 8          head (UTF-8 JSON), then body
import type { Writable } from 'node:stream';

/** Descriptor of the pipe to the parent, in the child. */
export const parentDescriptor = 3;

const prefixBytes = 8;
// A head is a task or a failure; a body at most an image of all pixels that limits allow, not compressed at all.
const maxHeadBytes = 1024 * 1024;
const maxBodyBytes = 1024 * 1024 * 1024;
// Copying a small body is cheaper than a second system call.
const smallBytes = 64 * 1024;

const none = new Uint8Array(0);

export function writeFrame(to: Writable, head: unknown, body: Uint8Array = none): void {
  const json = JSON.stringify(head);
  const headBytes = Buffer.byteLength(json);
  const together = body.length <= smallBytes;
  const start = Buffer.allocUnsafe(prefixBytes + headBytes + (together ? body.length : 0));
  start.writeUInt32LE(headBytes, 0);
  start.writeUInt32LE(body.length, 4);
  start.write(json, prefixBytes);
  if (together) {
    start.set(body, prefixBytes + headBytes);
    to.write(start);
    return;
  }
  to.cork();
  to.write(start);
  to.write(body);
  to.uncork();
}

/** Takes chunks as they come and calls back with each whole frame. Throws on what is no frame of ours. */
export function createFrameReader(onFrame: (head: unknown, body: Uint8Array) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let open: { readonly head: unknown; readonly body: Buffer; filled: number } | undefined;

  const begin = (bytes: Buffer): number | undefined => {
    if (bytes.length < prefixBytes) return undefined;
    const headBytes = bytes.readUInt32LE(0);
    const bodyBytes = bytes.readUInt32LE(4);
    if (headBytes > maxHeadBytes || bodyBytes > maxBodyBytes) throw new RangeError('A frame is too long.');
    const end = prefixBytes + headBytes;
    if (bytes.length < end) return undefined;
    const head: unknown = JSON.parse(bytes.toString('utf8', prefixBytes, end));
    // Not from the shared pool: results are kept in caches, and would keep their neighbours with them.
    open = { head, body: Buffer.allocUnsafeSlow(bodyBytes), filled: 0 };
    return end;
  };

  return (chunk) => {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      if (open === undefined) {
        const end = begin(bytes);
        if (end === undefined) break;
        bytes = bytes.subarray(end);
      }
      const frame = open as NonNullable<typeof open>;
      const copied = bytes.copy(frame.body, frame.filled);
      bytes = bytes.subarray(copied);
      frame.filled += copied;
      if (frame.filled < frame.body.length) break;
      open = undefined;
      onFrame(frame.head, frame.body);
    }
    rest = bytes;
  };
}
