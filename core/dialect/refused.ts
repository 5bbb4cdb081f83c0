// How readers of foreign dialects refuse a part of a URL: which part it is, what was expected there.
import { Failure, type FailureCode } from '../failure.ts';
import { quotable } from '../image/quotable.ts';

/** `expected` ends the sentence "Expected …". */
export function refused(segment: string, expected: string, code: FailureCode = 'bad-option'): Failure {
  const shown = quotable(segment);
  return new Failure(code, `Expected ${expected} but received "${shown}".`, { segment: shown, expected });
}

/** For what the dialect knows and this server cannot do; `why` is a sentence. */
export function notSupported(segment: string, why: string): Failure {
  return new Failure('not-supported', why, { segment: quotable(segment) });
}
