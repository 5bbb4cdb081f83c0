// Bytes that came along when a name was looked for, until a render takes them: small ones in RAM for everyone who makes
// something of the image in these seconds, a large one as the connection it comes by, for the first who asks.
import { gatherChunks } from '../../../core/index.ts';

export interface Coming {
  readonly byteLength: number;
  readonly chunks: AsyncGenerator<Uint8Array>;
  /** Ends the connection, and with a failure whoever reads it. */
  leave(): void;
}

export interface BodiesAtHand {
  offer(imgAddr: string, coming: Coming): void;
  take(imgAddr: string): Promise<Uint8Array> | Coming | undefined;
  /** Leaves the connection, where nobody reads it. */
  drop(imgAddr: string): void;
  clear(): void;
}

export interface HandLimits {
  /** Of small ones together: those that are here or coming, also where they were dropped while somebody reads them. */
  readonly bytes: number;
  /** Connections that wait. */
  readonly streams: number;
}

interface Held {
  readonly what: Promise<Uint8Array> | Coming;
  readonly timer: NodeJS.Timeout;
  /** To be called when it is held no more. */
  leave(): void;
}

const keepMillis = 5_000;
// Beyond it bytes are streamed.
const smallBytes = 8 * 1024 ** 2;
const usual: HandLimits = { bytes: 128 * 1024 ** 2, streams: 16 };

/** What finds no room is held as a connection; what finds none as that, the oldest ones first, has to be asked for again. */
export function createBodiesAtHand(most: HandLimits = usual): BodiesAtHand {
  const held = new Map<string, Held>();
  // Small ones that somebody reads.
  const taken = new WeakSet<object>();
  let [bytes, streams] = [0, 0];

  const forget = (imgAddr: string): Held | undefined => {
    const found = held.get(imgAddr);
    if (found === undefined) return undefined;
    held.delete(imgAddr);
    clearTimeout(found.timer);
    if ('leave' in found.what) streams -= 1;
    return found;
  };
  const drop = (imgAddr: string): void => forget(imgAddr)?.leave();
  const hold = (imgAddr: string, what: Held['what'], leave: () => void): void => {
    const timer = setTimeout(drop, keepMillis, imgAddr).unref();
    held.set(imgAddr, { what, timer, leave });
  };

  const holdConnection = (imgAddr: string, coming: Coming): void => {
    for (const [oldest, { what }] of held) if (streams >= most.streams && 'leave' in what) drop(oldest);
    streams += 1;
    hold(imgAddr, coming, coming.leave);
  };

  const holdBytes = (imgAddr: string, { byteLength, chunks, leave }: Coming): void => {
    const whole = gatherChunks(chunks, byteLength);
    let [isHeld, isComing] = [true, true];
    const release = () => {
      if (!isHeld && !isComing) bytes -= byteLength;
    };
    bytes += byteLength;
    hold(imgAddr, whole, () => {
      if (isComing && !taken.has(whole)) leave();
      isHeld = false;
      release();
    });
    const settle = () => {
      isComing = false;
      release();
    };
    whole.then(settle, () => {
      if (held.get(imgAddr)?.what === whole) drop(imgAddr);
      settle();
    });
  };

  // The oldest go first.
  const hasRoom = (size: number): boolean => {
    for (const [oldest, { what }] of held) {
      if (bytes + size <= most.bytes) break;
      if (!('leave' in what)) drop(oldest);
    }
    return bytes + size <= most.bytes;
  };

  return {
    offer(imgAddr, coming) {
      drop(imgAddr);
      const { byteLength } = coming;
      const isSmall = byteLength > 0 && byteLength <= smallBytes;
      if (isSmall && hasRoom(byteLength)) holdBytes(imgAddr, coming);
      else holdConnection(imgAddr, coming);
    },
    take(imgAddr) {
      const what = held.get(imgAddr)?.what;
      if (what === undefined) return undefined;
      if ('leave' in what) return forget(imgAddr)?.what;
      taken.add(what);
      return what;
    },
    drop,
    clear: () => [...held.keys()].forEach(drop),
  };
}
