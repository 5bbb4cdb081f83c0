// Work on one key, one after the other, in order of arrival; work on different keys does not wait.

export interface KeyedLock {
  /** Not re-entrant: work must not ask for its own key again. */
  run<T>(key: string, work: () => Promise<T>): Promise<T>;
}

export function createKeyedLock(): KeyedLock {
  const tails = new Map<string, Promise<unknown>>();
  return {
    async run(key, work) {
      const before = tails.get(key);
      const mine = before === undefined ? work() : before.then(work, work);
      tails.set(key, mine);
      try {
        return await mine;
      } finally {
        if (tails.get(key) === mine) tails.delete(key);
      }
    },
  };
}
