// Looks at what other isolates and servers have changed of the configuration when a request comes and it is time.

/** Resolves when what is known is younger than `millis`; a look that fails is told by who makes it, and made again as late. */
export function createLooks(look: () => Promise<unknown>, millis: number, clock: () => number): () => Promise<unknown> {
  // What is followed has just been read.
  let lookedAt = clock();
  let looking: Promise<unknown> | undefined;
  return async () => {
    if (clock() - lookedAt < millis) return looking;
    lookedAt = clock();
    looking = look().finally(() => {
      looking = undefined;
    });
    return looking;
  };
}
