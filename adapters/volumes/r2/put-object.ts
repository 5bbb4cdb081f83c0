// One object written whole or not at all, under a condition, and known to be ours when the answer was lost.
import { Failure } from '../../../core/index.ts';
import { type Calls, forWriting, r2Failure } from './calls.ts';
import { bareTag } from './image-reads.ts';

export interface Write {
  readonly key: string;
  /** Asked for each attempt. A stream has to know its length, as R2's own do. */
  readonly body: () => Promise<Uint8Array | ReadableStream>;
  readonly byteLength: number;
  readonly contentType: string;
  /** Its `write` is of this one write. */
  readonly metadata: Readonly<Record<string, string>>;
  /** SHA-256 in hex: R2 refuses other bytes. */
  readonly digest: string;
  /** ETag of what may be replaced; `nothing`: only where there is none; undefined: whatever there is. */
  readonly instead: string | 'nothing' | undefined;
}

/** Answers the ETag. Fails with `precondition-failed`, `damaged-original`, `storage-unavailable` or `internal`. */
export async function putObject(calls: Calls, write: Write): Promise<string> {
  const { key, body, byteLength, contentType, metadata, digest } = write;
  const options = {
    ...{ httpMetadata: { contentType }, customMetadata: { ...metadata }, sha256: digest },
    ...conditionOf(write.instead),
  };
  const attempt = async (bucket: R2Bucket) => bucket.put(key, await body(), options);
  let failure = overtaken();
  try {
    const put = await calls.send('put', attempt, forWriting(byteLength));
    if (put !== null) return put.httpEtag;
  } catch (error) {
    failure = r2Failure(error);
  }
  // The condition may not hold because an attempt whose answer was lost has been made.
  const found = await calls.send('head', (bucket) => bucket.head(key)).catch(() => null);
  if (found !== null && found.customMetadata?.write === metadata.write) return found.httpEtag;
  throw failure;
}

/** The condition of a write that shall replace this, or nothing, and no other. */
export function conditionOf(instead: Write['instead']): { onlyIf?: R2Conditional } {
  if (instead === undefined) return {};
  return { onlyIf: instead === 'nothing' ? { etagDoesNotMatch: '*' } : { etagMatches: bareTag(instead) } };
}

function overtaken(): Failure {
  return new Failure('precondition-failed', 'Something else was stored under the name meanwhile.');
}
