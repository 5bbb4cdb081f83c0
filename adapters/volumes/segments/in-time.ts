// Lets go of work that takes too long: a disk that hangs instead of failing must not hold up an answer.

/** What the work gives, or what `late` answers once the time is up. The work itself goes on, and its end is ignored. */
export function inTime<T>(work: Promise<T>, millis: number, late: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(late()), millis);
    work.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
