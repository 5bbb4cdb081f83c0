// The one error type of the house and the closed set of its codes.
// `core/dispatcher/problem.ts` is the one table from code to HTTP status.

/** Every way in which a request or a driver may fail. Closed: a new code needs a row in the problem table. */
export type FailureCode =
  | 'bad-request'
  | 'bad-target'
  | 'bad-name'
  | 'bad-option'
  | 'not-supported'
  | 'digest-mismatch'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'expired'
  | 'method-not-allowed'
  | 'precondition-failed'
  | 'precondition-required'
  | 'too-large'
  | 'headers-too-large'
  | 'request-timeout'
  | 'target-too-long'
  | 'unsupported-type'
  | 'range-not-satisfiable'
  | 'corrupt-image'
  | 'over-limit'
  | 'too-many-requests'
  | 'overloaded'
  | 'timeout'
  | 'aborted'
  | 'damaged-original'
  | 'bad-source'
  | 'source-timeout'
  | 'storage-full'
  | 'storage-unavailable'
  | 'internal';

/** What a client may be told besides the sentence. Never a path, a stack or a library's own words. */
export interface FailureDetail {
  /** The option, header or setting the sentence is about. */
  readonly subject?: string;
  readonly expected?: string;
  readonly received?: string;
  /** The bound that was passed, in the unit the sentence names. */
  readonly limit?: number;
  /** The part of a foreign URL that the sentence is about. */
  readonly segment?: string;
  /** What servers of the dialect say to everybody, in their own words: shown whether refusals are explained or not. */
  readonly says?: string;
  /** Methods that would be answered, for `method-not-allowed`. */
  readonly allow?: readonly string[];
}

/**
 * A failure with a public sentence. `message` and `detail` reach the client; `cause` only reaches the log.
 */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly detail: FailureDetail;

  constructor(code: FailureCode, message: string, detail: FailureDetail = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'Failure';
    this.code = code;
    this.detail = detail;
  }
}
