// Which sources had their results purged, and when, so that a render that was under way cannot bring one back. Time is
// counted in purges: a result is kept if none of its source came since its request was planned.

export interface Purges {
  /** Purges so far. */
  count(): number;
  /** One purge, of the sources with these versions. */
  add(versions: readonly string[]): void;
  /** Whether what was planned after `since` purges may be kept. */
  allows(version: string, since: number): boolean;
}

// Beyond it all are forgotten, and what was planned before is not kept: that only costs a render.
const mostVersions = 100_000;

export function createPurges(): Purges {
  const last = new Map<string, number>();
  let count = 0;
  let forgottenAt = 0;
  return {
    count: () => count,
    add(versions) {
      count += 1;
      if (last.size + versions.length > mostVersions) {
        last.clear();
        forgottenAt = count;
      }
      for (const version of versions) last.set(version, count);
    },
    allows: (version, since) => since >= (last.get(version) ?? forgottenAt),
  };
}
