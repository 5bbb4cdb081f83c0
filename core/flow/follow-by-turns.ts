// Looks at what other servers change when a request comes and it is time: a timer stands still while a sandbox is frozen, and
// runs between two requests of a Worker not at all.

export interface Turns {
  /** Looks about so often, from now on, until its answer is called. What is followed has just been read. */
  follow(look: () => Promise<unknown>, millis: number): () => void;
  /** Looks if it is time. Resolves when no look is under way; fails as the look does. */
  take(): Promise<unknown>;
}

/** `clock`: milliseconds since the epoch, which go on while a sandbox is frozen. */
export function createTurns(clock: () => number): Turns {
  let followed: { readonly look: () => Promise<unknown>; readonly millis: number } | undefined;
  let lookedAt = 0;
  let looking: Promise<unknown> | undefined;
  return {
    follow(look, millis) {
      followed = { look, millis };
      lookedAt = clock();
      return () => {
        followed = undefined;
      };
    },
    async take() {
      if (followed === undefined || clock() - lookedAt < followed.millis) return looking;
      lookedAt = clock();
      looking = followed.look().finally(() => {
        looking = undefined;
      });
      return looking;
    },
  };
}
