// What a command's exit code says, for scripts. Numbers from 64 are those of sysexits.h, where it has one.
import { Failure, type FailureCode } from '../../core/index.ts';

export const exitCodes = {
  done: 0,
  findings: 1,
  usage: 64,
  badData: 65,
  noInput: 66,
  software: 70,
  noSpace: 73,
  ioError: 74,
  inUse: 75,
  config: 78,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  done: 'done, and nothing is wrong',
  findings: 'done, and something is wrong: each finding has been said',
  usage: 'the command line cannot be understood (EX_USAGE)',
  badData: 'what is there is not what the command needs: nothing was changed (EX_DATAERR)',
  noInput: 'there is no data directory, or no backup, where it was expected (EX_NOINPUT)',
  software: 'a fault of the program itself (EX_SOFTWARE)',
  noSpace: 'there is no space left where it writes (EX_CANTCREAT)',
  ioError: 'the disk failed (EX_IOERR)',
  inUse: 'a server, or another command, is using the directory (EX_TEMPFAIL)',
  config: 'a setting cannot be used, or the server cannot start with it (EX_CONFIG)',
  interrupted: 'interrupted by a signal; what was begun can be run again',
};

const ofFailure: Partial<Record<FailureCode, ExitCode>> = {
  'bad-request': exitCodes.usage,
  'bad-target': exitCodes.usage,
  'bad-option': exitCodes.usage,
  'bad-name': exitCodes.usage,
  'not-found': exitCodes.noInput,
  'precondition-failed': exitCodes.badData,
  'digest-mismatch': exitCodes.badData,
  'storage-full': exitCodes.noSpace,
  overloaded: exitCodes.inUse,
  aborted: exitCodes.interrupted,
};

export function exitCodeOf(error: unknown): ExitCode {
  const known = error instanceof Failure ? ofFailure[error.code] : undefined;
  if (known !== undefined) return known;
  const errno = errnoOf(error);
  if (errno === 'ENOSPC' || errno === 'EDQUOT') return exitCodes.noSpace;
  return errno === undefined ? exitCodes.software : exitCodes.ioError;
}

/** Of the error or of what caused it: 'ENOENT', 'SQLITE_IOERR' and the like. */
function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  return /^(E[A-Z0-9]+|SQLITE_\w+)$/.test(code) ? code : errnoOf(error.cause);
}
