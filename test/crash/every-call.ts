// CS-02: a script of changes is run again and again, and strace kills the process at the first call of a kind, at the
// second, at the third, until the script comes through. Each time the client's state is compared with what is there.
import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../support/bytes.ts';
import { type ExpectedState, openExpectedState } from './expected-state.ts';
import type { CheckedFigures } from './figures.ts';
import { startLean } from './lean-subject.ts';
import type { Subject } from './subject.ts';
import { tinyPng } from './tiny-png.ts';

export interface EveryCallPlan {
  readonly leanProcess: string;
  readonly folder: string;
  /** Kills at most. */
  readonly cycles: number;
}

const calls = ['pwrite64', 'write', 'fdatasync', 'fsync', 'link', 'rename', 'unlink', 'ftruncate', 'mkdir'];

// Twenty changes of six names: new ones, replaces, deletes, bytes that names share.
const script: readonly (readonly [name: string, serial: number | 'delete'])[] = [
  ...[
    ['a', 1],
    ['b', 2],
    ['c', 3],
    ['a', 4],
    ['b', 'delete'],
    ['d', 4],
    ['e', 5],
  ],
  ...[
    ['c', 'delete'],
    ['b', 6],
    ['f', 4],
    ['a', 'delete'],
    ['d', 7],
    ['c', 8],
    ['e', 'delete'],
  ],
  ...[
    ['a', 9],
    ['f', 10],
    ['b', 11],
    ['c', 'delete'],
    ['d', 'delete'],
    ['e', 12],
  ],
] as [string, number | 'delete'][];

/** A sentence where this machine cannot trace. */
export async function everyCallFigures({
  leanProcess,
  folder,
  cycles,
}: EveryCallPlan): Promise<CheckedFigures | string> {
  try {
    execFileSync('strace', ['-e', 'trace=none', 'true'], { stdio: 'ignore' });
  } catch {
    return 'strace is not here, or may not trace';
  }
  const tally = { cycles: 0, acknowledged: 0, lost: [] as string[], resurrected: [] as string[] };
  const through: string[] = [];
  for (const call of calls) {
    for (let nth = 1; tally.cycles < cycles; nth += 1) {
      const isThrough = await killAt(leanProcess, join(folder, `${call}-${nth}`), call, nth, tally);
      if (isThrough) {
        through.push(`${call} ${nth - 1}`);
        break;
      }
    }
  }
  return {
    id: 'CS-02',
    what: 'kill at every system call',
    cycles: tally.cycles,
    acknowledged: tally.acknowledged,
    lost: tally.lost.length,
    resurrected: tally.resurrected.length,
    beside: `script of ${script.length} changes; every call of ${through.length} of ${calls.length} kinds${through.length === 0 ? '' : `: ${through.join(', ')}`}`,
    faults: [...tally.lost, ...tally.resurrected],
  };
}

/** True when the script came to its end, because there was no such call any more. */
async function killAt(
  leanProcess: string,
  folder: string,
  call: string,
  nth: number,
  tally: { cycles: number; acknowledged: number; lost: string[]; resurrected: string[] },
): Promise<boolean> {
  await mkdir(folder, { recursive: true });
  const data = join(folder, 'data');
  const expected = openExpectedState(join(folder, 'expected-state'));
  // strace counts calls by thread: with one thread in the pool the n-th is the n-th of all of them, but for SQLite's.
  const inject = ['-f', '-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${nth}`];
  const isThrough = await startLean(leanProcess, '', ['strace', ...inject])(data).then(
    async (subject) => {
      const end = await runScript(subject, expected, tally);
      await subject.kill();
      return end;
    },
    // Killed before it was ready.
    () => false,
  );
  tally.cycles += 1;
  const after = await startLean(leanProcess)(data);
  const { lost, resurrected } = expected.judge(await after.contents());
  await after.kill();
  expected.close();
  tally.lost.push(...lost.map((name) => `lost at ${call} ${nth}: ${name}`));
  tally.resurrected.push(...resurrected.map((name) => `back at ${call} ${nth}: ${name}`));
  return isThrough;
}

async function runScript(subject: Subject, expected: ExpectedState, tally: { acknowledged: number }): Promise<boolean> {
  for (const [name, serial] of script) {
    const outcome = serial === 'delete' ? 'absent' : sha256(tinyPng(serial));
    expected.begin(name, outcome);
    const answer = await (serial === 'delete' ? subject.remove(name) : subject.put(name, serial));
    if (answer !== 'done') return false;
    expected.acknowledge(name, outcome);
    tally.acknowledged += 1;
  }
  return true;
}
