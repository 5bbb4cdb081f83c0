// Bytes of an upload that are too many for RAM: an object aside, in parts as they come, until all is known of it. R2 weighs no
// condition where parts are put together, and wants metadata before the first, so the image itself is one conditional put.
import { type Calls, forWriting, r2Failure } from './calls.ts';

export interface Spool {
  /** All have `partBytes`, but for the last. */
  add(part: Uint8Array): Promise<void>;
  end(): Promise<void>;
  /** Before or after the end. */
  discard(): Promise<void>;
}

/** R2 wants 5 MiB at least, and equal parts. */
export const partBytes = 5 * 1024 ** 2;

/** Fails as the store does. */
export async function beginSpool(calls: Calls, key: string): Promise<Spool> {
  const parts: R2UploadedPart[] = [];
  const upload = await calls.send('part', (bucket) => bucket.createMultipartUpload(key), forWriting(0)).catch(fail);
  let isWhole = false;
  return {
    async add(part) {
      const number = parts.length + 1;
      const patience = forWriting(part.byteLength);
      parts.push(await calls.send('part', () => upload.uploadPart(number, part), patience).catch(fail));
    },
    async end() {
      await calls.send('part', () => upload.complete(parts), { ...forWriting(partBytes), attempts: 1 }).catch(fail);
      isWhole = true;
    },
    async discard() {
      // Whether an end that failed was one is not known.
      if (!isWhole) await calls.send('part', () => upload.abort()).catch(() => {});
      await calls.send('delete', (bucket) => bucket.delete(key));
    },
  };
}

function fail(error: unknown): never {
  throw r2Failure(error);
}
