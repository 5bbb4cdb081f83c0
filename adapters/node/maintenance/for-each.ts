// Runs work on each of many things, some at the same time, and stops at the first that fails.

/** Resolves when all work is done. After a failure, or an abort, no further piece is begun. */
export async function forEach<T>(
  things: AsyncIterable<T>,
  lanes: number,
  signal: AbortSignal,
  work: (thing: T) => Promise<void>,
): Promise<void> {
  const iterator = things[Symbol.asyncIterator]();
  let failed = false;
  const lane = async () => {
    while (!failed) {
      signal.throwIfAborted();
      const { done, value } = await iterator.next();
      if (done) return;
      await work(value).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: lanes }, lane));
  const broken = ends.find((end) => end.status === 'rejected');
  if (broken !== undefined) throw broken.reason;
}
