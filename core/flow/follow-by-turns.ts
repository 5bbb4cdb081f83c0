// Looks at what other servers change when a request comes and it is time: a timer stands still while a sandbox is frozen.

export interface Turns {
  /** As BucketStoreParts has it. */
  follow(look: () => Promise<void>, millis: number): () => void;
  /** Looks if it is time. */
  take(): Promise<void>;
}

/** `clock`: milliseconds since the epoch, which go on while the sandbox is frozen. */
export function createTurns(clock: () => number): Turns {
  let followed: { readonly look: () => Promise<void>; readonly millis: number } | undefined;
  let lookedAt = 0;
  return {
    follow(look, millis) {
      followed = { look, millis };
      // What is followed has just been read.
      lookedAt = clock();
      return () => {
        followed = undefined;
      };
    },
    async take() {
      if (followed === undefined || clock() - lookedAt < followed.millis) return;
      lookedAt = clock();
      await followed.look();
    },
  };
}
