// How the unit tests run: one runner, and a closing line that any continuous integration can read.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './support/longest-first.ts';

// What a server does under load, and what a cut disk does, is seen only where nothing else takes the machine: one file
// after the other, behind all others.
// So is last what may not be built yet when a run begins.
const alone = [
  'test/load/**/*.test.ts',
  'test/crash/power-cut.test.ts',
  'test/targets/node/kills.test.ts',
  'test/targets/lambda/ric.test.ts',
];
// Files share workers, and load the core once a worker: in one of its own each would take half a second of CPU for that.
const core = ['test/core/**/*.test.ts'];
// But what says for its whole process which decoders sharp has or what a Response is (as the server of HTTP does), and what
// weighs its process or counts its children, wants one that nobody used before (test/house/shared-workers.test.ts).
export const apart = [
  'test/adapters/engines/**/*.test.ts',
  'test/adapters/node/body-turns.test.ts',
  'test/adapters/node/maintenance/**/*.test.ts',
  'test/adapters/volumes/{file,segments}/serving.test.ts',
  'test/threats/{content,edge,fetching,fuzz}.test.ts',
  'test/core/volume/memory-volume.test.ts',
];
export const together = { include: ['test/!(core)/**/*.test.ts'], exclude: [...alone, ...apart] };
// Tests of whole servers wait a third of their time: two files more than there are cores fill it.
const sideBySide = { maxWorkers: availableParallelism() + 2, sequence: { groupOrder: 0 } };
const built = { globalSetup: 'test/support/built-product.ts' };
const patience = { testTimeout: 120_000, hookTimeout: 120_000 };

// Threads and processes that tests start from sources keep what Node has made of those, as the product does (0057).
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '..', 'node_modules', '.cache', 'imageserver');

export default defineConfig({
  test: {
    root: '.',
    reporters: ['default', './test/support/closing-line.ts'],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'core',
          include: core,
          exclude: apart,
          ...{ ...patience, ...sideBySide },
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'together',
          ...{ ...together, ...built, ...patience, ...sideBySide },
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'apart',
          include: apart,
          ...{ ...built, ...patience, ...sideBySide },
        },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: alone,
          ...built,
          ...patience,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
