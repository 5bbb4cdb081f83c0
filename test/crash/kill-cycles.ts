// CS-01: a process is killed at a random moment of uploads, replaces, deletes and backups, again and again; each start
// is asked for everything that a client was told. With the kill of a backup, CS-26.
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sha256 } from '../support/bytes.ts';
import { type Allowed, type ExpectedState, openExpectedState, strangersIn } from './expected-state.ts';
import type { Random } from './random.ts';
import { readBackup } from './read-backup.ts';
import type { Start, Subject } from './subject.ts';
import { tinyPng } from './tiny-png.ts';

export interface KillRun {
  /** Has the data directory and the backup. */
  readonly folder: string;
  /** The client's own file, on a disk that is not cut off. */
  readonly stateFile: string;
  readonly start: Start;
  readonly cycles: number;
  readonly random: Random;
  /** The kill comes up to so many answers after the start: by answers and not by time, so that slow machines see as many. */
  readonly mostChanges: number;
  /** One cycle in so many makes a backup. */
  readonly backupEvery: number;
}

export interface KillOutcome {
  readonly cycles: number;
  readonly uploads: number;
  readonly deletes: number;
  /** Whose end was heard of; all of them were read and compared. */
  readonly backups: number;
  readonly killedBackups: number;
  readonly lost: readonly string[];
  readonly resurrected: readonly string[];
  /** From the start of the process to its first answer, in milliseconds. */
  readonly recovery: readonly number[];
}

const lanes = 4;
const namesPerLane = 6;

interface Tally {
  cycles: number;
  uploads: number;
  deletes: number;
  backups: number;
  killedBackups: number;
  serial: number;
  readonly lost: string[];
  readonly resurrected: string[];
  readonly recovery: number[];
  /** What the backup may hold: one of these. */
  backupMayBe: Allowed[];
}

export async function runKillCycles(run: KillRun): Promise<KillOutcome> {
  const expected = openExpectedState(run.stateFile);
  const tally: Tally = {
    ...{ cycles: 0, uploads: 0, deletes: 0, backups: 0, killedBackups: 0, serial: run.random.below(1e9) },
    ...{ lost: [], resurrected: [], recovery: [], backupMayBe: [] },
  };
  try {
    while (tally.cycles < run.cycles && tally.lost.length + tally.resurrected.length === 0) {
      await cycle(run, expected, tally);
      tally.cycles += 1;
    }
    const subject = await startTimed(run, tally);
    judge(expected, await subject.contents(), tally);
    await subject.kill();
    return tally;
  } finally {
    expected.close();
  }
}

async function cycle(run: KillRun, expected: ExpectedState, tally: Tally): Promise<void> {
  const { random } = run;
  const subject = await startTimed(run, tally);
  try {
    judge(expected, await subject.contents(), tally);
    const makesBackup = random.below(run.backupEvery) === 0;
    const countdown = createCountdown(1 + random.below(run.mostChanges));
    const change = (lane: number) => changeForEver({ run, subject, expected, tally, countdown }, lane);
    const changing = Array.from({ length: lanes }, (_, lane) => change(lane));
    const backing = makesBackup ? backUp(run, subject, expected, tally) : undefined;
    if (random.below(2) === 0) await backing;
    await countdown.over;
    // Into the middle of whatever follows.
    await pause(random.below(4));
    await subject.kill();
    await Promise.all(changing);
    await backing;
    if (makesBackup) await judgeBackup(run, tally);
  } finally {
    await subject.kill();
  }
}

interface Countdown {
  readonly over: Promise<void>;
  count(): void;
}

function createCountdown(from: number): Countdown {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = from;
  return {
    over: promise,
    count() {
      left -= 1;
      if (left <= 0) resolve();
    },
  };
}

async function startTimed({ start, folder }: KillRun, tally: Tally): Promise<Subject> {
  const began = performance.now();
  const subject = await start(join(folder, 'data'));
  tally.recovery.push(performance.now() - began);
  return subject;
}

function judge(expected: ExpectedState, found: ReadonlyMap<string, string>, tally: Tally): void {
  const { lost, resurrected } = expected.judge(found);
  tally.lost.push(...lost);
  tally.resurrected.push(...resurrected);
}

interface Changing {
  readonly run: KillRun;
  readonly subject: Subject;
  readonly expected: ExpectedState;
  readonly tally: Tally;
  readonly countdown: Countdown;
}

/** Each lane has names of its own, so that what it is told follows what it did. */
async function changeForEver({ run, subject, expected, tally, countdown }: Changing, lane: number): Promise<void> {
  const { random } = run;
  for (;;) {
    const name = `${lane}/${random.below(namesPerLane)}.png`;
    const deletes = random.below(4) === 0 && (expected.stateOf(name) ?? 'absent') !== 'absent';
    const serial = tally.serial++;
    const outcome = deletes ? 'absent' : sha256(tinyPng(serial));
    expected.begin(name, outcome);
    const answer = await (deletes ? subject.remove(name) : subject.put(name, serial));
    if (answer === 'unanswered') return;
    if (answer === 'refused') {
      // It has room and every change is one it can make.
      tally.lost.push(`${name} was refused`);
      countdown.count();
      return expected.refuse(name);
    }
    countdown.count();
    expected.acknowledge(name, outcome);
    tally[deletes ? 'deletes' : 'uploads'] += 1;
  }
}

async function backUp(run: KillRun, subject: Subject, expected: ExpectedState, tally: Tally): Promise<void> {
  const watching = expected.watch();
  const answer = await subject.backUp(join(run.folder, 'backup'));
  const allowed = watching.end();
  if (answer === 'done') {
    tally.backups += 1;
    tally.backupMayBe = [allowed];
  } else {
    // Killed, or refused because the server had been: the one before is there, or this one whole.
    tally.killedBackups += 1;
    tally.backupMayBe.push(allowed);
  }
}

async function judgeBackup({ folder }: KillRun, tally: Tally): Promise<void> {
  const found = await readBackup(join(folder, 'backup'));
  if (found === undefined) {
    if (tally.backups > 0) tally.lost.push('the backup');
    return;
  }
  const strangers = tally.backupMayBe.map((allowed) => strangersIn(found, allowed));
  if (strangers.every((names) => names.length > 0)) {
    tally.lost.push(...(strangers.at(-1) ?? []).map((name) => `${name} in the backup`));
  }
}
