// Those who wait for the same thing in one place of a queue: the place is given up when the last of them has left.

export interface Waiting {
  /** Fires when it has left. */
  readonly signal: AbortSignal;
}

export interface WaitingLine<T extends Waiting> {
  readonly size: number;
  /** False where it has left already. */
  join(member: T): boolean;
  /** Empties the line: what happens then is no longer the line's. */
  take(): T[];
  /** Fires when all who have come since the last `take` have left. */
  readonly abandoned: AbortSignal;
}

export function createWaitingLine<T extends Waiting>(): WaitingLine<T> {
  const members = new Set<T>();
  let place = new AbortController();
  return {
    get size() {
      return members.size;
    },
    get abandoned() {
      return place.signal;
    },
    join(member) {
      const { signal } = member;
      if (signal.aborted) return false;
      members.add(member);
      const leave = () => {
        if (members.delete(member) && members.size === 0) place.abort(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      return true;
    },
    take() {
      const taken = [...members];
      members.clear();
      place = new AbortController();
      return taken;
    },
  };
}

/** Fires when the last of these has left, with its reason. */
export function whenAllLeft(members: readonly Waiting[]): AbortSignal {
  const stop = new AbortController();
  let left = members.length;
  for (const { signal } of members) {
    const leave = () => {
      left -= 1;
      if (left === 0) stop.abort(signal.reason);
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  }
  return stop.signal;
}
