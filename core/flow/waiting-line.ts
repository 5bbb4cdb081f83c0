// Those who wait for the same thing, each with a place of its own in a queue: whoever's turn comes takes others along,
// and their places are given up.

export interface Waiting {
  /** Fires when it has left. */
  readonly signal: AbortSignal;
}

export interface WaitingLine<T extends Waiting> {
  readonly size: number;
  /** Fires when the member needs its place no longer: it has left, or was taken. Aborted at once where it has left already. */
  join(member: T): AbortSignal;
  /** True where it was still there. */
  leave(member: T): boolean;
  /** Takes `first`, if it is still there, and the oldest besides, at most so many: what happens then is no longer the line's. */
  take(most: number, first?: T): T[];
}

export function createWaitingLine<T extends Waiting>(): WaitingLine<T> {
  const places = new Map<T, AbortController>();

  const end = (member: T, reason: unknown): boolean => {
    const place = places.get(member);
    if (place === undefined) return false;
    places.delete(member);
    place.abort(reason);
    return true;
  };

  return {
    get size() {
      return places.size;
    },
    join(member) {
      const { signal } = member;
      const place = new AbortController();
      if (signal.aborted) place.abort(signal.reason);
      else places.set(member, place);
      signal.addEventListener('abort', () => end(member, signal.reason), { once: true });
      return place.signal;
    },
    leave: (member) => end(member, undefined),
    take(most, first) {
      const others = [...places.keys()].filter((member) => member !== first);
      const taken = [...(first !== undefined && places.has(first) ? [first] : []), ...others].slice(0, most);
      for (const member of taken) end(member, undefined);
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
