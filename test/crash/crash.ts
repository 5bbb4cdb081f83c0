// `npm run crash [-- name …] [--cycles <n>] [--seed <n>] [--add]`: the crash suite's long form, and its table in
// infra/bench/results/crash.md; --add adds to the figures there, so that a long run can be made in slices. A run that fails
// says its seed and keeps its folder.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildPrograms } from './build-programs.ts';
import { type CrashCase, crashCases } from './crash-cases.ts';
import { keepFigures } from './crash-table.ts';
import { sentenceOf } from './figures.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    cycles: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    add: { type: 'boolean', default: false },
  },
});
const asked = positionals.length > 0 ? positionals : Object.keys(crashCases);
const programs = await buildPrograms();
try {
  for (const name of asked) {
    const run = crashCases[name];
    if (run === undefined)
      throw new Error(`Expected one of ${Object.keys(crashCases).join(', ')} but received ${name}.`);
    await runCase(name, run);
  }
} finally {
  await programs.remove();
}

async function runCase(name: string, run: CrashCase): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'imageserver-crash-'));
  const seed = Number(values.seed);
  console.log(`${name}, seed ${seed}`);
  const began = performance.now();
  const cycles = values.cycles === undefined ? undefined : Number(values.cycles);
  const outcome = await run({ programs, folder, seed, cycles });
  if (typeof outcome === 'string') {
    console.log(`  skipped: ${outcome}`);
  } else {
    for (const figures of outcome) console.log(`  ${sentenceOf(figures)}`);
    const faults = outcome.flatMap((figures) => figures.faults);
    if (faults.length > 0) {
      console.error(`${name} failed with seed ${seed}; ${folder} is kept:\n${faults.join('\n')}`);
      process.exitCode = 1;
      return;
    }
    await keepFigures(outcome, (performance.now() - began) / 1000, values.add);
  }
  await rm(folder, { recursive: true, force: true });
}
