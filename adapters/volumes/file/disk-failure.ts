// Says what a system call's error means for the one who asked. The error itself, which names paths, is only the cause.
import { Failure, type FailureCode } from '../../../core/index.ts';

const codes: Readonly<Record<string, FailureCode>> = {
  ENOSPC: 'storage-full',
  EDQUOT: 'storage-full',
  // Descriptors come back when other requests end.
  EMFILE: 'overloaded',
  ENFILE: 'overloaded',
};

const sentences: Partial<Record<FailureCode, string>> = {
  'storage-full': 'There is no space left to store the image.',
  overloaded: 'Too many files are open at the moment.',
};

export function diskFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const first = firstOf(error);
  if (first instanceof Failure) return new Failure(first.code, first.message, first.detail, error);
  const code = codes[errorCode(first)] ?? 'internal';
  return new Failure(code, sentences[code] ?? 'The storage of originals failed.', {}, error);
}

/** Cleans up after an error. Answers what to throw: the error, or both where the cleaning failed as well. */
export async function afterCleaning(error: unknown, clean: () => Promise<void>): Promise<unknown> {
  try {
    await clean();
    return error;
  } catch (second) {
    return new AggregateError([error, second]);
  }
}

/** For calls that may find nothing: undefined for ENOENT. */
export async function orMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** 'ENOENT' and the like; '' for what is no system error. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

// The error that came first says what went wrong; those of the cleaning follow from it.
function firstOf(error: unknown): unknown {
  return error instanceof AggregateError ? firstOf(error.errors[0]) : error;
}
