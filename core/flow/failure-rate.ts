// How often each client has failed within a stretch of time, for those who fail too often.

export interface FailureRateLimits {
  /** Failures within `millis` that are still nothing to speak of. */
  readonly most: number;
  readonly millis: number;
  /** Clients that are remembered; the oldest goes first. */
  readonly clients: number;
}

export interface FailureRate {
  /** Counts a failure; true where there have been more than `most`. */
  note(client: string): boolean;
}

export function createFailureRate({ most, millis, clients }: FailureRateLimits): FailureRate {
  const counts = new Map<string, { count: number; readonly since: number }>();
  return {
    note(client) {
      const known = counts.get(client);
      const now = performance.now();
      const current = known !== undefined && now - known.since < millis ? known : { count: 0, since: now };
      current.count += 1;
      counts.delete(client);
      counts.set(client, current);
      const [oldest] = counts.keys();
      if (counts.size > clients && oldest !== undefined) counts.delete(oldest);
      return current.count > most;
    },
  };
}
