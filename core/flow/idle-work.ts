// Work that nobody waits for: one piece at a time, only while nothing else is under way, and gone when its place is
// wanted. What it is for has to be worth doing later or not at all.
import { Failure } from '../failure.ts';

export interface IdleWork {
  /** Bytes held by the piece that runs; 0 while none does. */
  readonly bytes: number;
  readonly waiting: number;
  /** Undefined when it was given up: too much waits already, or it had to make way too often. Fails as `work` does. */
  add<T>(bytes: number, work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined>;
  /** Nothing else is under way from now on. */
  quiet(): void;
  /** Something else has begun. What runs may go on: `makeWay` stops it. */
  busy(): void;
  makeWay(): void;
  /** Gives up what waits and stops what runs; whatever is added later is given up at once. */
  close(): void;
}

export interface IdleLimits {
  /** How long it has to be quiet first: the next request of a page comes within this. */
  readonly quietMillis: number;
  /** Pieces that may wait; the oldest is given up for a newer one. */
  readonly waiting: number;
}

interface Piece {
  readonly bytes: number;
  readonly work: (signal: AbortSignal) => Promise<unknown>;
  readonly settle: PromiseWithResolvers<unknown>;
  tries: number;
}

// Stopping a piece costs what it has done so far: what was stopped twice is not tried a third time.
const mostTries = 2;

export function createIdleWork({ quietMillis, waiting: most }: IdleLimits): IdleWork {
  const pieces = new Set<Piece>();
  let isQuiet = true;
  let isClosed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: { readonly piece: Piece; readonly stop: AbortController } | undefined;

  const arm = () => {
    if (!isQuiet || running !== undefined || timer !== undefined || pieces.size === 0) return;
    timer = setTimeout(() => {
      timer = undefined;
      void begin();
    }, quietMillis);
  };

  const begin = async () => {
    const [piece] = pieces;
    if (piece === undefined || !isQuiet || running !== undefined) return;
    pieces.delete(piece);
    piece.tries += 1;
    const stop = new AbortController();
    running = { piece, stop };
    try {
      piece.settle.resolve(await piece.work(stop.signal));
    } catch (error) {
      if (!stop.signal.aborted) piece.settle.reject(error);
      else if (piece.tries < mostTries && !isClosed) pieces.add(piece);
      else piece.settle.resolve(undefined);
    } finally {
      if (running?.piece === piece) running = undefined;
      arm();
    }
  };

  const makeWay = () => {
    // Its place counts as free from now on; that the work itself ends is its signal's matter.
    running?.stop.abort(new Failure('aborted', 'The work was not urgent and had to make way.'));
    running = undefined;
  };

  return {
    get bytes() {
      return running?.piece.bytes ?? 0;
    },
    get waiting() {
      return pieces.size;
    },
    async add<T>(bytes: number, work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
      if (isClosed) return undefined;
      const settle = Promise.withResolvers<unknown>();
      pieces.add({ bytes, work, settle, tries: 0 });
      const [oldest] = pieces;
      if (pieces.size > most && oldest !== undefined) {
        pieces.delete(oldest);
        oldest.settle.resolve(undefined);
      }
      arm();
      return settle.promise as Promise<T | undefined>;
    },
    quiet() {
      isQuiet = true;
      arm();
    },
    busy() {
      isQuiet = false;
      clearTimeout(timer);
      timer = undefined;
    },
    makeWay,
    close() {
      isClosed = true;
      for (const { settle } of pieces) settle.resolve(undefined);
      pieces.clear();
      makeWay();
    },
  };
}
