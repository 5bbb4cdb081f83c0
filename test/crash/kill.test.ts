// CS-01 and CS-26, short: kills at random moments. The long form: `npm run crash -- kill`.
import { expect, it } from 'vitest';
import { programOf } from '../support/program.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { product } from '../support/served.ts';
import { sentenceOf } from './figures.ts';
import { killFigures } from './kill-figures.ts';
import { startLean } from './lean-subject.ts';
import { seedOfRun } from './random.ts';
import { startServed } from './served-subject.ts';

const seed = seedOfRun();
const lean = programOf('test/crash/lean-process.ts');

it('after each of 50 kills of the store, and of backups of it, nothing is lost and nothing comes back', async () => {
  const figures = await killFigures({
    ...{ what: 'kill −9 of the store', folder: await scratchFolder(), start: startLean(lean) },
    ...{ cycles: 50, runs: 3, seed, mostChanges: 16, backupEvery: 5 },
  });
  console.info(sentenceOf(figures));
  expect(figures.faults).toEqual([]);
  expect(figures.acknowledged).toBeGreaterThan(figures.cycles);
}, 300_000);

it('after each of 8 kills of the real server, and of backups beside it, nothing is lost and nothing comes back', async () => {
  const figures = await killFigures({
    ...{ what: 'kill −9 of the server', folder: await scratchFolder(), start: startServed(product) },
    ...{ cycles: 8, runs: 2, seed, mostChanges: 16, backupEvery: 6 },
  });
  console.info(sentenceOf(figures));
  expect(figures.faults).toEqual([]);
  expect(figures.acknowledged).toBeGreaterThan(figures.cycles);
}, 300_000);

it('an answer that does not wait for the row is found out (negative control)', async () => {
  const { lost, cycles } = await killFigures({
    ...{ what: 'early', folder: await scratchFolder(), start: startLean(lean, 'early') },
    ...{ cycles: 30, runs: 1, seed, mostChanges: 10, backupEvery: 1000 },
  });
  expect({ cycles, isLost: lost > 0 }).toEqual({ cycles, isLost: true });
}, 120_000);
