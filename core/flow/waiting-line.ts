// Those who wait for the same thing, each with a place of its own in a queue: whoever's turn comes takes others along,
// and their places are given up.

export interface Waiting {
  /** Fires when it has left. */
  readonly signal: AbortSignal;
  readonly client: string;
}

export interface WaitingLine<T extends Waiting> {
  readonly size: number;
  /** Fires when the member needs its place no longer: it has left, or was taken. Aborted at once where it has left already. */
  join(member: T): AbortSignal;
  /** True where it was still there. */
  leave(member: T): boolean;
  /**
   * Takes `first`, if it is still there, and others besides: clients in turn, the oldest of each, at most so many in all
   * and of one client. What happens then is no longer the line's.
   */
  take(most: number, mostOfOne: number, first?: T): T[];
  /** All of them, in the order in which they came. */
  takeAll(): T[];
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

  const taken = (members: T[]): T[] => {
    for (const member of members) end(member, undefined);
    return members;
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
    take(most, mostOfOne, first) {
      const own = first !== undefined && places.has(first) ? [first] : [];
      return taken(
        inTurn([...own, ...[...places.keys()].filter((member) => member !== first)], mostOfOne).slice(0, most),
      );
    },
    takeAll: () => taken([...places.keys()]),
  };
}

/** The first of each client, then the second of each, and so on. */
function inTurn<T extends Waiting>(members: readonly T[], mostOfOne: number): T[] {
  const counts = new Map<string, number>();
  const turns = members.map((member) => {
    const turn = counts.get(member.client) ?? 0;
    counts.set(member.client, turn + 1);
    return { member, turn };
  });
  return turns
    .filter(({ turn }) => turn < mostOfOne)
    .sort((a, b) => a.turn - b.turn)
    .map(({ member }) => member);
}

/** Fires when the last of these has left, with its reason. */
export function whenAllLeft(members: readonly Pick<Waiting, 'signal'>[]): AbortSignal {
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
