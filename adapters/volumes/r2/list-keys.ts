// Keys of an R2 bucket below a prefix, in order of their bytes, with what lies beside them.
import { type KeyPage, type Listed, mostKeys } from '../../../core/index.ts';
import { type Calls, r2Failure } from './calls.ts';

export interface ListedObject extends Listed {
  readonly byteLength: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly writtenAt: number;
}

/** As a ListKeys does. */
export async function listKeys(calls: Calls, { prefix, after, limit }: KeyPage): Promise<readonly ListedObject[]> {
  const found: ListedObject[] = [];
  const wanted = Math.min(limit, mostKeys);
  let cursor: string | undefined;
  // A page is short where metadata makes it too large.
  do {
    const rest = { prefix, limit: wanted - found.length, include: ['customMetadata' as const] };
    const from = cursor !== undefined ? { cursor } : after === '' ? {} : { startAfter: after };
    const page = await calls.send('list', (bucket) => bucket.list({ ...rest, ...from })).catch(fail);
    for (const { key, httpEtag: etag, size: byteLength, customMetadata: metadata = {}, uploaded } of page.objects) {
      found.push({ key, etag, byteLength, metadata, writtenAt: uploaded.getTime() });
    }
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined && found.length < wanted);
  return found;
}

function fail(error: unknown): never {
  throw r2Failure(error);
}
