// The objects of an R2 bucket that results lie in.
import { damagedOriginal, type Entry, type ResultObjects } from '../../../core/index.ts';
import { type Calls, forWriting } from './calls.ts';
import { digestOf } from './digest.ts';
import { listKeys } from './list-keys.ts';

const patience = { millis: 800, attempts: 1 };

export function resultsIn(calls: Calls): ResultObjects {
  return {
    async put(key, { ext, bytes }, contentType) {
      const customMetadata = { ext, digest: await digestOf(bytes) };
      const options = { httpMetadata: { contentType }, customMetadata };
      return calls.send('put', (bucket) => bucket.put(key, bytes, options), forWriting(bytes.byteLength));
    },
    async get(key) {
      const attempt = async (bucket: R2Bucket) => {
        const got = await bucket.get(key);
        return got && { metadata: got.customMetadata, bytes: new Uint8Array(await got.arrayBuffer()) };
      };
      const got = await calls.send('get', attempt, patience);
      if (got === null) return undefined;
      const { metadata, bytes } = got;
      if (metadata?.digest !== (await digestOf(bytes))) throw damagedOriginal();
      return { ext: metadata.ext as Entry['ext'], bytes };
    },
    listKeys: (page) => listKeys(calls, page),
    removeAll: (keys) => calls.send('delete', (bucket) => bucket.delete([...keys])),
  };
}
