// The object of an R2 bucket that configuration lies in.
import type { OneObject } from '../../../core/index.ts';
import { type Calls, r2Failure } from './calls.ts';
import { bareTag, isBody } from './image-reads.ts';
import { conditionOf } from './put-object.ts';

export interface ConfigPlace {
  readonly calls: Calls;
  readonly key: string;
}

const httpMetadata = { contentType: 'application/json' };

export function configIn({ calls, key }: ConfigPlace): OneObject {
  return {
    async read(etag) {
      const onlyIf = etag === undefined ? {} : { onlyIf: { etagDoesNotMatch: bareTag(etag) } };
      const attempt = async (bucket: R2Bucket) => {
        const got = await bucket.get(key, onlyIf);
        if (got === null) return undefined;
        return isBody(got) ? { etag: got.httpEtag, bytes: new Uint8Array(await got.arrayBuffer()) } : 'same';
      };
      return calls.send('get', attempt).catch(fail);
    },

    async write(bytes, etag) {
      const options = { httpMetadata, ...conditionOf(etag ?? 'nothing') };
      return (await calls.send('put', (bucket) => bucket.put(key, bytes, options)).catch(fail)) !== null;
    },
  };
}

function fail(error: unknown): never {
  throw r2Failure(error);
}
