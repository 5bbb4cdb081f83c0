// What all commands have in common: arguments by their row, the server's settings, signals, a report, an exit code.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { Failure, readSettings, type Settings } from '../../core/index.ts';
import { readConfigFile } from '../node/config-file.ts';
import { sentenceOf } from '../node/sentence-of.ts';
import { BadSettings } from './bad-settings.ts';
import { badUsage } from './bad-usage.ts';
import { type CommandRow, commandOf } from './commands.ts';
import { type ExitCode, exitCodeOf, exitCodes } from './exit-codes.ts';
import { helpOf } from './help.ts';
import { createReport, type Report } from './report.ts';

export interface Call {
  readonly operands: readonly string[];
  readonly switches: ReadonlySet<string>;
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly settings: Settings;
  readonly report: Report;
  /** Fires at SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
}

/** Sets the process's exit code: what `work` answers, or what its failure stands for. */
export async function runCommand(
  name: string,
  args: readonly string[],
  work: (call: Call) => Promise<ExitCode>,
): Promise<void> {
  const row = commandOf(name);
  if (args.includes('--help')) {
    process.stdout.write(helpOf(row));
    return;
  }
  const report = createReport({
    command: name,
    json: args.includes('--json'),
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isTerminal: process.stderr.isTTY,
    clock: () => performance.now(),
  });
  try {
    const settings = await settingsOf();
    if (name !== 'sign') refuseBucket(settings);
    process.exitCode = await work({
      ...readArguments(row, args),
      settings,
      report,
      signal: stop(),
    });
  } catch (error) {
    report.failed(error instanceof Failure ? error.code : 'internal', sentenceOf(error));
    process.exitCode = error instanceof BadSettings ? exitCodes.config : exitCodeOf(error);
  }
}

function refuseBucket({ pVol }: Settings): void {
  if (pVol === 'file') return;
  throw new BadSettings('bad-request', 'This command is for a data directory, and IMG_PVOL names a bucket.');
}

async function settingsOf(): Promise<Settings> {
  try {
    return readSettings(process.env, await readConfigFile());
  } catch (error) {
    if (error instanceof Failure) throw new BadSettings(error.code, error.message, error.detail, error);
    throw error;
  }
}

function readArguments(row: CommandRow, args: readonly string[]) {
  const { positionals, values } = parse(row, args);
  if (positionals.length !== row.operands.length) throw badUsage(row);
  const given = Object.entries(values);
  return {
    operands: positionals,
    switches: new Set(given.filter(([, value]) => value === true).map(([name]) => name)),
    values: Object.fromEntries(given.filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
  };
}

function parse(row: CommandRow, args: readonly string[]) {
  const types = row.options.map(({ name, value }) => [name, { type: value === undefined ? 'boolean' : 'string' }]);
  const options = Object.fromEntries(types) as Record<string, { type: 'boolean' | 'string' }>;
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw badUsage(row, error);
  }
}

function stop(): AbortSignal {
  const controller = new AbortController();
  const abort = () => {
    // A second signal means: now.
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort(new Failure('aborted', 'interrupted; run it again to go on.'));
  };
  process.on('SIGINT', abort);
  process.on('SIGTERM', abort);
  return controller.signal;
}
