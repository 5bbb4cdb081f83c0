// What a client knows of its images: what was acknowledged last under each name, and what it has asked for without
// hearing an answer. Each event is a line of a file too, so that a run that fails can be read afterwards.
import { closeSync, openSync, writeSync } from 'node:fs';

/** The SHA-256 of an image's bytes, or that there is none. */
export type State = string | 'absent';

/** For each name all that may be found under it. */
export type Allowed = ReadonlyMap<string, ReadonlySet<State>>;

export interface Judged {
  /** Acknowledged and not there, or with other bytes than any that were acknowledged or asked for since. */
  readonly lost: readonly string[];
  /** Acknowledged as deleted and there, or replaced and there with the bytes before. */
  readonly resurrected: readonly string[];
}

export interface ExpectedState {
  /** To be called before a change is asked for: from now on it may be there or not. */
  begin(name: string, outcome: State): void;
  acknowledge(name: string, outcome: State): void;
  /** The server said no: nothing has changed. */
  refuse(name: string): void;
  stateOf(name: string): State | undefined;
  /** Compares with what is there, and takes that for settled. */
  judge(found: ReadonlyMap<string, State>): Judged;
  /** What may be in a copy that is made between now and `end`. */
  watch(): { end(): Allowed };
  close(): void;
}

interface Known {
  now: State;
  /** Asked for, not answered. */
  readonly open: Set<State>;
  /** Bytes that were there once. */
  readonly past: Set<State>;
}

export function openExpectedState(file: string): ExpectedState {
  const log = openSync(file, 'a');
  const names = new Map<string, Known>();
  const watched = new Set<Map<string, Set<State>>>();
  const note = (event: string, name: string, state: State) => writeSync(log, `${event} ${name} ${state}\n`);

  const knownOf = (name: string): Known => {
    const known = names.get(name) ?? { now: 'absent', open: new Set<State>(), past: new Set<State>() };
    names.set(name, known);
    return known;
  };

  const settle = (known: Known, state: State) => {
    known.past.add(known.now);
    for (const other of known.open) known.past.add(other);
    known.open.clear();
    known.now = state;
  };

  return {
    begin(name, outcome) {
      note('begin', name, outcome);
      const known = knownOf(name);
      known.open.add(outcome);
      for (const allowed of watched) allowed.set(name, (allowed.get(name) ?? new Set([known.now])).add(outcome));
    },

    acknowledge(name, outcome) {
      note('acknowledged', name, outcome);
      settle(knownOf(name), outcome);
    },

    refuse(name) {
      note('refused', name, knownOf(name).now);
      knownOf(name).open.clear();
    },

    stateOf: (name) => names.get(name)?.now,

    judge(found) {
      const lost: string[] = [];
      const resurrected: string[] = [];
      for (const [name, known] of names) {
        const state = found.get(name) ?? 'absent';
        if (state !== known.now && !known.open.has(state)) {
          const isOld = state !== 'absent' && (known.now === 'absent' || known.past.has(state));
          (isOld ? resurrected : lost).push(name);
        }
        note('found', name, state);
        settle(known, state);
      }
      for (const name of found.keys()) if (!names.has(name)) resurrected.push(name);
      return { lost, resurrected };
    },

    watch() {
      const allowed = new Map([...names].map(([name, { now, open }]) => [name, new Set([now, ...open])] as const));
      watched.add(allowed);
      return {
        end() {
          watched.delete(allowed);
          return allowed;
        },
      };
    },

    close: () => closeSync(log),
  };
}

/** Names of a copy that have what they may not have, and names that it lacks. */
export function strangersIn(found: ReadonlyMap<string, State>, allowed: Allowed): string[] {
  const names = new Set([...found.keys(), ...allowed.keys()]);
  return [...names].filter((name) => !(allowed.get(name)?.has(found.get(name) ?? 'absent') ?? false));
}
