// Several kill runs side by side, each with a data directory of its own, as one row of figures.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type CheckedFigures, spreadOf } from './figures.ts';
import { type KillOutcome, type KillRun, runKillCycles } from './kill-cycles.ts';
import { createRandom } from './random.ts';

export interface KillPlan extends Pick<KillRun, 'start' | 'cycles' | 'mostChanges' | 'backupEvery'> {
  readonly id?: string;
  readonly what: string;
  /** Has a directory for each run. */
  readonly folder: string;
  /** Where clients keep what they know; in `folder` where nothing else is said. */
  readonly stateFolder?: string;
  readonly runs: number;
  readonly seed: number;
}

/** Stops at the first run that fails. */
export async function killFigures(plan: KillPlan): Promise<CheckedFigures> {
  const outcomes = await Promise.all(Array.from({ length: plan.runs }, (_, index) => runOne(plan, index)));
  const sum = (of: (outcome: KillOutcome) => number) => outcomes.reduce((total, each) => total + of(each), 0);
  const faults = outcomes.flatMap(({ lost, resurrected }, index) =>
    [...lost.map((name) => `lost: ${name}`), ...resurrected.map((name) => `resurrected: ${name}`)].map(
      (fault) => `${fault} (seed ${plan.seed + index}, ${join(plan.folder, String(index))})`,
    ),
  );
  const recovery = outcomes.flatMap((outcome) => outcome.recovery);
  return {
    id: plan.id ?? 'CS-01',
    what: plan.what,
    cycles: sum(({ cycles }) => cycles),
    acknowledged: sum(({ uploads, deletes }) => uploads + deletes),
    lost: sum(({ lost }) => lost.length),
    resurrected: sum(({ resurrected }) => resurrected.length),
    beside: [
      `${sum(({ deletes }) => deletes).toLocaleString('en')} of them deletes`,
      `${sum(({ backups }) => backups)} backups read and compared, ${sum(({ killedBackups }) => killedBackups)} killed`,
      `ready again ${spreadOf(recovery)}`,
    ].join('; '),
    faults,
  };
}

async function runOne(plan: KillPlan, index: number): Promise<KillOutcome> {
  const folder = join(plan.folder, String(index));
  await mkdir(folder, { recursive: true });
  return runKillCycles({
    ...plan,
    folder,
    stateFile: join(plan.stateFolder ?? plan.folder, `expected-state-${index}`),
    cycles: Math.ceil(plan.cycles / plan.runs),
    random: createRandom(plan.seed + index),
  });
}
