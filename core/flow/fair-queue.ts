// Who waits, by client: whose turn it is does not depend on how much a client has asked for.

export interface FairQueue<T> {
  readonly size: number;
  /** Clients that have something waiting. */
  readonly clients: number;
  /** What this client has waiting. */
  heldBy(client: string): number;
  add(client: string, item: T): void;
  /** Does nothing where it is not there any more. */
  remove(client: string, item: T): void;
  /** Of the client that has the least under way; among equals, of the one that was served longest ago. */
  next(underWay: (client: string) => number, which: 'oldest' | 'newest'): T | undefined;
  /** The newest of the client that has the most waiting. */
  mostExpendable(): { readonly client: string; readonly item: T } | undefined;
}

export function createFairQueue<T>(): FairQueue<T> {
  // In the order in which clients were last served, or came.
  const waiting = new Map<string, Set<T>>();
  let size = 0;

  return {
    get size() {
      return size;
    },
    get clients() {
      return waiting.size;
    },
    heldBy: (client) => waiting.get(client)?.size ?? 0,

    add(client, item) {
      const items = waiting.get(client) ?? new Set();
      waiting.set(client, items.add(item));
      size += 1;
    },

    remove(client, item) {
      const items = waiting.get(client);
      if (items === undefined || !items.delete(item)) return;
      size -= 1;
      waiting.delete(client);
      if (items.size > 0) waiting.set(client, items);
    },

    next(underWay, which) {
      let least = Number.POSITIVE_INFINITY;
      let chosen: Set<T> | undefined;
      for (const [client, items] of waiting) {
        const count = underWay(client);
        if (count >= least) continue;
        least = count;
        chosen = items;
      }
      return which === 'newest' ? newestOf(chosen) : chosen?.values().next().value;
    },

    mostExpendable() {
      let most: readonly [string, Set<T>] | undefined;
      for (const entry of waiting) if (entry[1].size > (most?.[1].size ?? 0)) most = entry;
      const item = newestOf(most?.[1]);
      return most && item !== undefined ? { client: most[0], item } : undefined;
    },
  };
}

function newestOf<T>(items: Iterable<T> = []): T | undefined {
  return [...items].at(-1);
}
