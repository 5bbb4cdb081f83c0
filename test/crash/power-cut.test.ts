// CS-03, short: the power goes at a random moment of uploads, replaces, deletes and backups. What was acknowledged has to
// be there, what was acknowledged as deleted has to be gone, and nothing may be half there. The long form:
// `npm run crash -- power-cut`.
import { expect, it } from 'vitest';
import { programOf } from '../support/program.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { product } from '../support/served.ts';
import { sentenceOf } from './figures.ts';
import { startLean } from './lean-subject.ts';
import { powerCutFigures } from './power-cut.ts';
import { seedOfRun } from './random.ts';
import { startServed } from './served-subject.ts';

const cycles = 8;
const lean = programOf('test/crash/lean-process.ts');

it.for([
  ['xfs', 'store'],
  ['ext4', 'store'],
  ['xfs', 'server'],
  ['ext4', 'server'],
] as const)(
  'a power cut on %s under the %s loses nothing that was acknowledged',
  { timeout: 180_000 },
  async ([fileSystem, what], { skip }) => {
    const figures = await powerCutFigures({
      ...{ fileSystem, folder: await scratchFolder(), seed: seedOfRun(), backupEvery: 3 },
      ...(what === 'store' ? { cycles, start: startLean(lean) } : { cycles: 2, start: startServed(product) }),
    });
    if (typeof figures === 'string') {
      console.info(`skipped ${cycles} power cuts: ${figures}`);
      return skip(figures);
    }
    console.info(sentenceOf(figures));
    expect(figures.faults).toEqual([]);
    expect(figures.acknowledged).toBeGreaterThan(figures.cycles);
  },
);

// A process may hang on a disk that was cut off under it, once in many times: then the control is tried again.
it('an answer that does not wait for the row is found out (negative control)', { timeout: 10_000, retry: 4 }, async ({
  skip,
}) => {
  const start = startLean(lean, 'early');
  const folder = await scratchFolder();
  const figures = await powerCutFigures({
    fileSystem: 'ext4',
    folder,
    ...{ seed: seedOfRun(), start, cycles: 5, backupEvery: 1e6 },
  });
  if (typeof figures === 'string') return skip(figures);
  expect(figures.lost + figures.resurrected).toBeGreaterThan(0);
});
