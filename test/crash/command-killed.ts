// CS-26: `backup` and `restore` are killed at the first call of a kind, at the second, and so on, until they come through.
// A backup that was killed leaves the one before or the new one, whole; a restore leaves what was there, or a directory
// that no server starts on; and the same command, run again, does what it should have done.
import { execFile, execFileSync } from 'node:child_process';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { backUpStore } from '../../adapters/node/maintenance/back-up-store.ts';
import { dataDirectoryAt, isThere } from '../../adapters/node/maintenance/data-directory.ts';
import type { State } from './expected-state.ts';
import type { CheckedFigures } from './figures.ts';
import { startLean } from './lean-subject.ts';
import { readBackup, readImages } from './read-backup.ts';

export interface CommandKilledPlan {
  readonly command: string;
  readonly leanProcess: string;
  readonly folder: string;
  /** Kills at most. */
  readonly cycles: number;
}

type Images = ReadonlyMap<string, State> | undefined;

interface Stage {
  /** A data directory, and a backup of what it was before. */
  readonly template: string;
  readonly before: Images;
  readonly now: Images;
}

const calls = ['rename', 'fsync', 'fdatasync', 'unlink', 'pwrite64'];
const cases = [
  { args: ['backup', 'B'], takesData: true },
  { args: ['restore', 'B'], takesData: false },
  { args: ['restore', 'B', '--replace'], takesData: true },
] as const;

/** A sentence where this machine cannot trace. */
export async function commandKilledFigures(plan: CommandKilledPlan): Promise<CheckedFigures | string> {
  try {
    execFileSync('strace', ['-e', 'trace=none', 'true'], { stdio: 'ignore' });
  } catch {
    return 'strace is not here, or may not trace';
  }
  const stage = await setStage(plan);
  const faults: string[] = [];
  let cycles = 0;
  for (const { args, takesData } of cases) {
    for (const call of calls) {
      let isThrough = false;
      for (let nth = 1; !isThrough && cycles < plan.cycles; nth += 1) {
        const folder = join(plan.folder, 'run');
        await rm(folder, { recursive: true, force: true });
        await cp(stage.template, folder, { recursive: true });
        if (!takesData) await rm(join(folder, 'data'), { recursive: true });
        const given = args.map((arg) => (arg === 'B' ? join(folder, 'backup') : arg));
        isThrough = (await run(plan.command, join(folder, 'data'), given, call, nth)) === 0;
        cycles += 1;
        const fault = await judge(folder, args[0], stage, takesData);
        const again = await run(plan.command, join(folder, 'data'), given);
        const end = args[0] === 'backup' ? await readBackup(join(folder, 'backup')) : await imagesIn(folder);
        const wanted = args[0] === 'backup' ? stage.now : stage.before;
        const isDone = again === 0 && isSame(end, wanted);
        const where = `${args.join(' ')} at ${call} ${nth}`;
        // Behind a restore that came through, the same one without a word is refused: there is a database now.
        const isRefused = again === 65 && isSame(end, wanted);
        if (fault !== undefined) faults.push(`${where}: ${fault}`);
        if (!isDone && !isRefused) faults.push(`${where}: run again it ended with ${again}`);
      }
    }
  }
  return {
    ...{ id: 'CS-26', what: 'kill of backup and restore at every call', cycles, acknowledged: changes },
    ...{ lost: faults.length, resurrected: 0, faults },
    beside: `${calls.join(', ')} of backup, restore, and restore --replace; each run again to its end`,
  };
}

async function judge(folder: string, command: string, stage: Stage, takesData: boolean): Promise<string | undefined> {
  const backup = await readBackup(join(folder, 'backup'));
  const mayBe = command === 'backup' ? [stage.before, stage.now] : [stage.before];
  if (!mayBe.some((images) => isSame(backup, images))) return 'the backup is neither the one before nor the new one';
  const data = dataDirectoryAt(join(folder, 'data'));
  if (await isThere(data.unfinished)) return undefined;
  if (!(await isThere(data.pDatabase))) return takesData ? 'the database is gone' : undefined;
  const images = await imagesIn(folder);
  return isSame(images, stage.before) || isSame(images, stage.now) ? undefined : 'the data directory is something else';
}

// What a client was told that setting the stage makes: nine answers.
const changes = 9;

/** Six images are backed up; then one is deleted, one replaced, and one comes. */
async function setStage({ leanProcess, folder }: CommandKilledPlan): Promise<Stage> {
  const template = join(folder, 'template');
  const data = join(template, 'data');
  await mkdir(template, { recursive: true });
  const subject = await startLean(leanProcess)(data);
  for (const serial of [1, 2, 3, 4, 5, 6]) await subject.put(`${serial}.png`, serial);
  const watch = { progress() {}, found() {}, signal: new AbortController().signal };
  await backUpStore(dataDirectoryAt(data), join(template, 'backup'), 'copies', watch);
  const before = await imagesIn(template);
  await subject.remove('1.png');
  await subject.put('2.png', 22);
  await subject.put('7.png', 7);
  const now = await imagesIn(template);
  await subject.kill();
  return { template, before, now };
}

async function imagesIn(folder: string): Promise<Images> {
  const data = dataDirectoryAt(join(folder, 'data'));
  return (await isThere(data.pDatabase)) ? readImages(data.pDatabase, data.pVol) : undefined;
}

function isSame(a: Images, b: Images): boolean {
  return (
    a !== undefined && b !== undefined && a.size === b.size && [...a].every(([name, state]) => b.get(name) === state)
  );
}

/** Answers the exit code; -1 for a kill. */
function run(command: string, data: string, args: readonly string[], call?: string, nth = 0): Promise<number> {
  const inject = ['-f', '-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${nth}`];
  const [first = '', ...rest] = [
    ...(call === undefined ? [] : ['strace', ...inject]),
    process.execPath,
    command,
    ...args,
  ];
  const env = { PATH: process.env.PATH, IMG_DATA: data, UV_THREADPOOL_SIZE: '1' };
  return new Promise((resolve) => {
    execFile(first, rest, { env }, (error) => resolve(typeof error?.code === 'number' ? error.code : error ? -1 : 0));
  });
}
