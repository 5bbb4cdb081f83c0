// The cases of the long form, each with as many cycles as make it long.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Programs } from './build-programs.ts';
import { callOrderFigures } from './call-order.ts';
import { commandKilledFigures } from './command-killed.ts';
import { deleteWhileReadingFigures } from './delete-while-reading.ts';
import { everyCallFigures } from './every-call.ts';
import type { CheckedFigures } from './figures.ts';
import { killFigures } from './kill-figures.ts';
import { startLean } from './lean-subject.ts';
import { powerCutFigures } from './power-cut.ts';
import { sameKeyFigures } from './same-key.ts';
import { type ServedClient, serveFor } from './served-client.ts';
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
  'power-cut': async ({ programs, folder, seed, cycles = 100 }) => {
    const start = startLean(programs.leanProcess);
    const all: CheckedFigures[] = [];
    for (const fileSystem of ['xfs', 'ext4'] as const) {
      const own = join(folder, fileSystem);
      await mkdir(own);
      const found = await powerCutFigures({ fileSystem, folder: own, start, cycles, seed, backupEvery: 3 });
      if (typeof found === 'string') return found;
      all.push(found);
    }
    return all;
  },
  'every-call': async ({ programs: { leanProcess }, folder, cycles = 1000 }) => {
    const found = await everyCallFigures({ leanProcess, folder, cycles });
    return typeof found === 'string' ? found : [found];
  },
  'command-killed': async ({ programs: { command, leanProcess }, folder, cycles = 1000 }) => {
    const found = await commandKilledFigures({ command, leanProcess, folder, cycles });
    return typeof found === 'string' ? found : [found];
  },
  'same-key': async ({ programs, folder, seed, cycles = 100 }) =>
    withServer(programs, folder, (client) => sameKeyFigures({ client, clients: 64, rounds: cycles, seed })),
  'delete-while-reading': async ({ programs, folder, cycles = 1000 }) =>
    withServer(programs, folder, (client) => deleteWhileReadingFigures(client, cycles)),
  order: async ({ programs, folder, cycles = 400 }) => {
    const found = await callOrderFigures({ command: programs.command, folder, uploads: cycles });
    return typeof found === 'string' ? found : [found];
  },
};

async function withServer(
  { command }: Programs,
  folder: string,
  work: (client: ServedClient) => Promise<CheckedFigures>,
): Promise<CheckedFigures[]> {
  const client = await serveFor(join(folder, 'data'), command);
  try {
    return [await work(client)];
  } finally {
    await client.server.stop();
  }
}
