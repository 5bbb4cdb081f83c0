// Bytes that came along when a name was looked for, until a render takes them: in RAM, for everyone who makes something of
// the image in these seconds. A stream could not wait here: it belongs to the request that opened it.

export interface BodiesAtHand {
  offer(imgAddr: string, byteLength: number, whole: Promise<Uint8Array>): void;
  take(imgAddr: string): Promise<Uint8Array> | undefined;
  drop(imgAddr: string): void;
}

interface Held {
  readonly whole: Promise<Uint8Array>;
  readonly byteLength: number;
  readonly until: number;
}

const keepMillis = 5_000;
// An isolate has 128 MB for all it does.
const mostBytes = 16 * 1024 ** 2;

export function createBodiesAtHand(): BodiesAtHand {
  const held = new Map<string, Held>();
  let bytes = 0;

  const drop = (imgAddr: string): void => {
    bytes -= held.get(imgAddr)?.byteLength ?? 0;
    held.delete(imgAddr);
  };
  // The oldest go first. No timer does it: between requests none runs.
  const makeRoom = (byteLength: number): void => {
    for (const [imgAddr, { until }] of held) {
      if (until > Date.now() && bytes + byteLength <= mostBytes) return;
      drop(imgAddr);
    }
  };

  return {
    offer(imgAddr, byteLength, whole) {
      drop(imgAddr);
      makeRoom(byteLength);
      bytes += byteLength;
      held.set(imgAddr, { whole, byteLength, until: Date.now() + keepMillis });
      whole.catch(() => {
        if (held.get(imgAddr)?.whole === whole) drop(imgAddr);
      });
    },
    take(imgAddr) {
      makeRoom(0);
      return held.get(imgAddr)?.whole;
    },
    drop,
  };
}
