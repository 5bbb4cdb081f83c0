// What each name has stood for, and when: what a read may answer that was asked at a moment.

export interface Change {
  /** Undefined: no image. */
  readonly version: number | undefined;
  /** It was acknowledged. */
  done(): void;
}

export interface History {
  /** A version that nothing had before. */
  draw(): number;
  /** One at a time for each name. */
  begin(name: string, version: number | undefined): Change;
  /** The last one that was acknowledged. */
  lastOf(name: string): { readonly version: number | undefined } | undefined;
  /** Whether a read may find this that was asked then and is answered now. */
  allows(name: string, version: number | undefined, asked: number): boolean;
  names(): string[];
}

interface Entry {
  readonly version: number | undefined;
  readonly begun: number;
  /** Infinite while it is not known whether it ever was. */
  acknowledged: number;
}

/** `ttlMillis`: for so long after its acknowledgement a change need not be seen everywhere. */
export function createHistory(ttlMillis: number): History {
  const changes = new Map<string, Entry[]>();
  let drawn = 0;
  const of = (name: string) => changes.get(name) ?? [];

  return {
    draw: () => (drawn += 1),
    begin(name, version) {
      const entry: Entry = { version, begun: performance.now(), acknowledged: Number.POSITIVE_INFINITY };
      changes.set(name, [...of(name), entry]);
      return {
        version,
        done() {
          entry.acknowledged = performance.now();
        },
      };
    },
    lastOf: (name) => of(name).findLast(({ acknowledged }) => acknowledged < Number.POSITIVE_INFINITY),
    allows(name, version, asked) {
      const entries: Entry[] = [{ version: undefined, begun: 0, acknowledged: 0 }, ...of(name)];
      // What was over for longer than that when it was asked: everything before the last change acknowledged by then.
      const from = entries.findLastIndex(({ acknowledged }) => acknowledged < asked - ttlMillis);
      return entries.slice(Math.max(0, from)).some((entry) => entry.version === version);
    },
    names: () => [...changes.keys()],
  };
}
