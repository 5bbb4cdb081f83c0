// The objects of the bucket that results lie in.
import { createHash } from 'node:crypto';
import type { Entry, ResultObjects } from '../../../core/index.ts';
import { gatherOnce } from './body-chunks.ts';
import type { Calls } from './calls.ts';
import { getObject } from './get-object.ts';
import { listKeys } from './list-keys.ts';
import { putBytes } from './put-bytes.ts';
import { removeAll } from './remove-all.ts';

const patience = { millis: 800, attempts: 1 };

export function resultsIn(calls: Calls): ResultObjects {
  return {
    put: (key, { ext, bytes }, contentType) =>
      putBytes(calls, { key, bytes, contentType, metadata: { ext, digest: digestOf(bytes) } }),
    async get(key) {
      const got = await getObject(calls, { key, patience });
      if (typeof got !== 'object') return undefined;
      return { ext: got.metadata.ext as Entry['ext'], bytes: await gatherOnce(got) };
    },
    listKeys: (page) => listKeys(calls, page),
    removeAll: (keys) => removeAll(calls, keys),
  };
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
