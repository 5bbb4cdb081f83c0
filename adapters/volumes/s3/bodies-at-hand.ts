// Bytes that came along when a name was looked for, until a render takes them: small ones in RAM for everyone who makes
// something of the image in these seconds, a large one as the connection it comes by, for the first who asks.
import { gather } from './whole-body.ts';

export interface Coming {
  readonly byteLength: number;
  readonly chunks: AsyncGenerator<Uint8Array>;
  /** Ends the connection; needed where nobody has begun to read. */
  leave(): void;
}

export interface BodiesAtHand {
  offer(imgAddr: string, coming: Coming): void;
  take(imgAddr: string): Promise<Uint8Array> | Coming | undefined;
  /** Leaves the connection, where it is one. */
  drop(imgAddr: string): void;
  clear(): void;
}

interface Held {
  readonly what: Promise<Uint8Array> | Coming;
  readonly bytes: number;
  readonly timer: NodeJS.Timeout;
}

const keepMillis = 5_000;
// Beyond it bytes are streamed.
const smallBytes = 8 * 1024 ** 2;
const mostBytes = 128 * 1024 ** 2;
// Connections that wait.
const mostStreams = 16;

export function createBodiesAtHand(): BodiesAtHand {
  const held = new Map<string, Held>();
  let [bytes, streams] = [0, 0];

  const forget = (imgAddr: string): Held | undefined => {
    const found = held.get(imgAddr);
    if (found === undefined) return undefined;
    held.delete(imgAddr);
    clearTimeout(found.timer);
    bytes -= found.bytes;
    if (found.bytes === 0) streams -= 1;
    return found;
  };
  const drop = (imgAddr: string): void => {
    const found = forget(imgAddr);
    if (found !== undefined && 'leave' in found.what) found.what.leave();
  };
  const hold = (imgAddr: string, what: Held['what'], size: number): void => {
    const timer = setTimeout(drop, keepMillis, imgAddr).unref();
    bytes += size;
    if (size === 0) streams += 1;
    held.set(imgAddr, { what, bytes: size, timer });
  };
  // The oldest go first.
  const makeRoom = (size: number): void => {
    for (const [imgAddr, one] of held) {
      if (size === 0 ? streams < mostStreams : bytes + size <= mostBytes) return;
      if ((size === 0) === (one.bytes === 0)) drop(imgAddr);
    }
  };

  return {
    offer(imgAddr, coming) {
      drop(imgAddr);
      const { byteLength, chunks } = coming;
      const isSmall = byteLength > 0 && byteLength <= smallBytes;
      makeRoom(isSmall ? byteLength : 0);
      if (!isSmall) return hold(imgAddr, coming, 0);
      const whole = gather(chunks, byteLength);
      hold(imgAddr, whole, byteLength);
      whole.catch(() => {
        if (held.get(imgAddr)?.what === whole) forget(imgAddr);
      });
    },
    take(imgAddr) {
      const what = held.get(imgAddr)?.what;
      return what !== undefined && 'leave' in what ? forget(imgAddr)?.what : what;
    },
    drop,
    clear: () => [...held.keys()].forEach(drop),
  };
}
