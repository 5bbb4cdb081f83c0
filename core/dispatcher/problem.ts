// The one table from failure code to HTTP, and the body of every refusal (RFC 9457).
import { Failure, type FailureCode } from '../failure.ts';

export interface Problem {
  readonly status: number;
  readonly title: string;
  /** How long a cache may keep the refusal of a GET. */
  readonly cacheSeconds: number | 'no-store';
}

export const problems: Readonly<Record<FailureCode, Problem>> = {
  'bad-request': { status: 400, title: 'The request cannot be understood', cacheSeconds: 60 },
  'bad-target': { status: 400, title: 'The URL is malformed', cacheSeconds: 60 },
  'bad-name': { status: 400, title: 'The image name is not acceptable', cacheSeconds: 60 },
  'bad-option': { status: 400, title: 'An option is not acceptable', cacheSeconds: 60 },
  'not-supported': { status: 422, title: 'The option is known, but this server does not have it', cacheSeconds: 60 },
  'digest-mismatch': { status: 400, title: 'The bytes are not those that were announced', cacheSeconds: 'no-store' },
  unauthorized: { status: 401, title: 'The token is missing or wrong', cacheSeconds: 'no-store' },
  forbidden: { status: 403, title: 'The URL is not allowed', cacheSeconds: 'no-store' },
  'not-found': { status: 404, title: 'There is no such thing', cacheSeconds: 10 },
  expired: { status: 404, title: 'The URL has expired', cacheSeconds: 10 },
  'method-not-allowed': { status: 405, title: 'The method is not allowed here', cacheSeconds: 'no-store' },
  'request-timeout': { status: 408, title: 'The request comes too slowly', cacheSeconds: 'no-store' },
  'precondition-failed': { status: 412, title: 'A precondition does not hold', cacheSeconds: 'no-store' },
  'precondition-required': { status: 428, title: 'A precondition is wanted', cacheSeconds: 'no-store' },
  'too-large': { status: 413, title: 'The upload is too large', cacheSeconds: 'no-store' },
  'target-too-long': { status: 414, title: 'The URL is too long', cacheSeconds: 60 },
  'unsupported-type': { status: 415, title: 'The bytes are not of an accepted type', cacheSeconds: 60 },
  'range-not-satisfiable': { status: 416, title: 'The range lies outside of the image', cacheSeconds: 'no-store' },
  'corrupt-image': { status: 422, title: 'The image is damaged', cacheSeconds: 60 },
  'over-limit': { status: 422, title: 'The image is beyond a limit', cacheSeconds: 60 },
  'headers-too-large': { status: 431, title: 'The head of the request is too large', cacheSeconds: 'no-store' },
  'too-many-requests': { status: 429, title: 'Too much asked at once', cacheSeconds: 'no-store' },
  overloaded: { status: 503, title: 'The server is busy', cacheSeconds: 'no-store' },
  timeout: { status: 503, title: 'Rendering took too long', cacheSeconds: 'no-store' },
  aborted: { status: 503, title: 'The request was given up', cacheSeconds: 'no-store' },
  'damaged-original': { status: 500, title: 'The stored original is damaged', cacheSeconds: 'no-store' },
  'bad-source': { status: 502, title: 'The source cannot be fetched', cacheSeconds: 'no-store' },
  'source-timeout': { status: 504, title: 'The source takes too long', cacheSeconds: 'no-store' },
  'storage-full': { status: 507, title: 'The storage is full', cacheSeconds: 'no-store' },
  'storage-unavailable': { status: 503, title: 'The storage does not answer', cacheSeconds: 'no-store' },
  internal: { status: 500, title: 'Something went wrong', cacheSeconds: 'no-store' },
};

/** What was thrown as a Failure; anything that is not one is our own fault, and its words are not for the client. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  return new Failure('internal', 'The server failed to answer; the reason is in its log.', {}, thrown);
}

/** JSON text of application/problem+json. `code` is what programs should look at. `status` is the answer's. */
export function problemBody(failure: Failure, status = problems[failure.code].status): string {
  const { title } = problems[failure.code];
  return JSON.stringify({
    type: `urn:imageserver:problem:${failure.code}`,
    title,
    status,
    detail: failure.message,
    code: failure.code,
    ...failure.detail,
  });
}
