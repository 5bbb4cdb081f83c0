// The cases of the long form, each with as many cycles as make it long.
import type { Programs } from './build-programs.ts';
import { callOrderFigures } from './call-order.ts';
import type { CheckedFigures } from './figures.ts';
import { killFigures } from './kill-figures.ts';
import { startLean } from './lean-subject.ts';
import { startServed } from './served-subject.ts';

export interface CrashOptions {
  readonly programs: Programs;
  readonly folder: string;
  readonly seed: number;
  /** Instead of the case's own number. */
  readonly cycles: number | undefined;
}

/** A sentence instead of figures says why this machine cannot. */
export type CrashCase = (options: CrashOptions) => Promise<readonly CheckedFigures[] | string>;

export const crashCases: Readonly<Record<string, CrashCase>> = {
  kill: async ({ programs, folder, seed, cycles = 4500 }) => [
    await killFigures({
      ...{ what: 'kill −9 of the store', folder, seed, cycles, start: startLean(programs.leanProcess) },
      ...{ runs: 3, mostChanges: 30, backupEvery: 5 },
    }),
  ],
  'kill-server': async ({ programs, folder, seed, cycles = 500 }) => [
    await killFigures({
      ...{ what: 'kill −9 of the server', folder, seed, cycles, start: startServed(programs.command) },
      ...{ runs: 3, mostChanges: 25, backupEvery: 6 },
    }),
  ],
  order: async ({ programs, folder, cycles = 400 }) => {
    const found = await callOrderFigures({ command: programs.command, folder, uploads: cycles });
    return typeof found === 'string' ? found : [found];
  },
};
