// The objects of the bucket that uploads in pieces lie in while they are under way.
import { streamOfChunks, type UploadObjects } from '../../../core/index.ts';
import { chunksOf } from './body-chunks.ts';
import type { Calls } from './calls.ts';
import { configIn } from './config-in.ts';
import { getObject } from './get-object.ts';
import { listKeys } from './list-keys.ts';
import type { Honoured } from './probe-conditions.ts';
import { putObject } from './put-object.ts';
import { receive } from './receive.ts';
import { removeAll } from './remove-all.ts';

export interface UploadsPlace {
  readonly calls: Calls;
  /** A local directory for pieces on their way. */
  readonly spool: string;
  readonly honoured: Honoured;
}

export function uploadsIn({ calls, spool, honoured }: UploadsPlace): UploadObjects {
  return {
    state: (key) => configIn({ calls, key, honoured }),

    async put(key, bytes) {
      // The stream is a piece: who made it knows how long it is at most.
      const { path, byteLength, digest, discard } = await receive(spool, bytes, { maxBytes: Number.POSITIVE_INFINITY });
      try {
        await putObject(calls, {
          ...{ key, path, byteLength, contentType: 'application/octet-stream' },
          metadata: { digest, write: crypto.randomUUID() },
          // Nobody else has this key.
          ...{ instead: undefined, inPartsFrom: Number.POSITIVE_INFINITY },
        });
        return byteLength;
      } finally {
        await discard();
      }
    },

    async get(key) {
      const got = await getObject(calls, { key });
      if (typeof got !== 'object') return undefined;
      const { byteLength: end, body, etag, metadata } = got;
      const goOn = async (start: number) => {
        const rest = await getObject(calls, { key, ifMatch: etag, range: { start, end } });
        return typeof rest === 'object' ? rest.body : undefined;
      };
      return streamOfChunks(chunksOf({ first: body, start: 0, end, digest: metadata.digest, goOn }));
    },

    listKeys: (page) => listKeys(calls, page),
    removeAll: (keys) => removeAll(calls, keys),
  };
}
