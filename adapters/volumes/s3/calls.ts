// Calls to S3 with time-outs and repetition of our own: the SDK's retries know neither which call may be repeated nor how
// long somebody is waiting for it.
import { setTimeout as sleep } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { Failure, type Tell } from '../../../core/index.ts';
import { createRetryBudget } from './retry-budget.ts';

export interface S3Place {
  readonly bucket: string;
  /** Undefined for AWS. */
  readonly endpoint?: string | undefined;
}

export interface Calls {
  readonly bucket: string;
  /**
   * `attempt` is made again after a server's trouble, a broken connection or silence; it gets the signal that ends it.
   * Fails with what the last attempt failed with where that is S3's own word (`statusOf`), else with `storage-unavailable`.
   */
  send<T>(attempt: (client: S3Client, signal: AbortSignal) => Promise<T>, patience?: Patience): Promise<T>;
  close(): void;
}

export interface Patience {
  /** For one attempt, up to the headers of its answer. */
  readonly millis: number;
  readonly attempts: number;
}

// The slowest hundredth of first bytes takes a fifth of a second at AWS; who waits for a picture waits 5 s at most.
export const forReading: Patience = { millis: 1_600, attempts: 3 };
// As many as there are slow readers of originals at once, and then some: each holds one for as long as it takes.
const connections = 1024;
const connectMillis = 1_000;
const firstPauseMillis = 50;
// Credentials and the region are the chain's; other stores want any region, and their names in the path.
const anyRegion = 'us-east-1';

/** As long as `bytes` take at 1 MiB a second, and some more. */
export function forWriting(bytes: number): Patience {
  return { millis: 5_000 + bytes / 1024, attempts: 3 };
}

export function openCalls({ bucket, endpoint }: S3Place, observe: Tell): Calls {
  const client = new S3Client({
    ...(endpoint === undefined ? {} : { endpoint, region: process.env.AWS_REGION ?? anyRegion, forcePathStyle: true }),
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // With it, every body of 2 MiB and more would get a connection of its own, beside the pool.
    expectContinueHeader: false,
    // It would warn on the console of each failed attempt; those are counted (`s3.retry`).
    logger: { trace() {}, debug() {}, info() {}, warn() {}, error() {} },
    requestHandler: {
      connectionTimeout: connectMillis,
      httpAgent: { keepAlive: true, maxSockets: connections },
      httpsAgent: { keepAlive: true, maxSockets: connections },
    },
  });

  client.middlewareStack.add(
    (next, { commandName }) => {
      observe('s3.call', { operation: commandName?.replace(/Command$/, '') });
      return next;
    },
    // Behind the signature: what is only presigned is no call.
    { step: 'deserialize' },
  );

  const budget = createRetryBudget();

  return {
    bucket,
    async send(attempt, patience = forReading) {
      for (let made = 1; ; made += 1) {
        try {
          return await once(attempt, patience.millis);
        } catch (error) {
          const status = statusOf(error);
          if ((isFinal(status) && !isSkewed(error)) || hasNoCredentials(error)) throw error;
          const again = made < patience.attempts && budget.take();
          observe('s3.retry', { reason: status ?? 'connection', again });
          if (!again) throw unavailable(error);
          await sleep(firstPauseMillis * 2 ** (made - 1) * (1 + Math.random()));
        }
      }
    },
    close: () => client.destroy(),
  };

  async function once<T>(attempt: (client: S3Client, signal: AbortSignal) => Promise<T>, millis: number): Promise<T> {
    const ending = new AbortController();
    const timer = setTimeout(() => ending.abort(new Error(`No answer within ${millis} ms.`)), millis);
    try {
      const answer = await attempt(client, ending.signal);
      budget.answered();
      return answer;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** S3's answer, where there was one. */
export function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
}

/** Turns S3's word into ours; what the caller expected it has taken out before. */
export function s3Failure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const [status, name] = [statusOf(error), (error as Error | undefined)?.name ?? ''];
  if (hasNoCredentials(error)) {
    return new Failure('internal', 'There are no credentials for the bucket.', {}, error);
  }
  const region = regionOf(error);
  if (region !== undefined) {
    return new Failure('internal', `The bucket lies in ${region}: set AWS_REGION to that.`, {}, error);
  }
  if (name === 'QuotaExceeded' || status === 507) {
    return new Failure('storage-full', 'The storage of originals is full.', {}, error);
  }
  return new Failure(
    'internal',
    `The storage of originals refused a call (${[status, name].filter(Boolean).join(' ')}).`,
    {},
    error,
  );
}

// The clock here is wrong by a quarter of an hour and more: the SDK has read the store's from the answer, and signs with that.
function isSkewed(error: unknown): boolean {
  return (error as Error | undefined)?.name === 'RequestTimeTooSkewed';
}

// Where it was asked for in another: 301, or 400 where the signature names the wrong one. A redirect is not followed: each call would
// be two.
function regionOf(error: unknown): string | undefined {
  const headers = (error as { $response?: { headers?: Record<string, string> } } | undefined)?.$response?.headers;
  return [301, 307, 400].includes(statusOf(error) ?? 0) ? headers?.['x-amz-bucket-region'] : undefined;
}

function hasNoCredentials(error: unknown): boolean {
  return (error as Error | undefined)?.name === 'CredentialsProviderError';
}

function unavailable(error: unknown): Failure {
  return new Failure('storage-unavailable', 'The storage of originals does not answer; try again shortly.', {}, error);
}

// 409: a condition could not be weighed because another write was under way (AWS); 408 and 429: too much at once.
function isFinal(status: number | undefined): boolean {
  return status !== undefined && (status < 500 ? ![200, 408, 409, 429].includes(status) : status === 501);
}
