// How the unit tests run: one runner, and a closing line that any continuous integration can read.
import { availableParallelism } from 'node:os';
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
// What knows no runtime keeps nothing behind either: its files share workers, and load the core once a worker.
const shared = ['test/core/**/*.test.ts'];
// But what weighs the memory of its process wants one that nobody used before.
const weighing = ['test/core/volume/memory-volume.test.ts'];
// Tests of whole servers wait a quarter of their time: one file more than there are cores fills it.
const workers = availableParallelism() + 1;
const built = { globalSetup: 'test/support/built-product.ts' };
const patience = { testTimeout: 120_000, hookTimeout: 120_000 };

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
          include: shared,
          exclude: weighing,
          ...patience,
          maxWorkers: workers,
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/!(core)/**/*.test.ts', ...weighing],
          exclude: alone,
          ...{ ...built, ...patience },
          maxWorkers: workers,
          sequence: { groupOrder: 0 },
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
