// What a crash test kills: a process with a data directory that takes changes and answers them.
import type { State } from './expected-state.ts';

export type Answer = 'done' | 'refused' | 'unanswered';

export interface Subject {
  /** Stores the tiny PNG of this number. */
  put(name: string, serial: number): Promise<Answer>;
  remove(name: string): Promise<Answer>;
  /** Everything that is there, by the bytes that come back. */
  contents(): Promise<ReadonlyMap<string, State>>;
  /** A backup into the directory, `done` when its end was heard of. */
  backUp(destination: string): Promise<Answer>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
}

/** Resolves when the process answers. */
export type Start = (dataDirectory: string) => Promise<Subject>;
