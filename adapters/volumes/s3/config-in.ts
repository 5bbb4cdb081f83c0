// The object of the bucket that configuration lies in.
import type { OneObject } from '../../../core/index.ts';
import { gatherOnce } from './body-chunks.ts';
import type { Calls } from './calls.ts';
import { getObject } from './get-object.ts';
import { type Honoured, insteadOf } from './probe-conditions.ts';
import { putBytes } from './put-bytes.ts';

export interface ConfigPlace {
  readonly calls: Calls;
  readonly key: string;
  readonly honoured: Honoured;
}

export function configIn({ calls, key, honoured }: ConfigPlace): OneObject {
  return {
    async read(etag) {
      const got = await getObject(calls, { key, ifNoneMatch: etag });
      return typeof got === 'object'
        ? { etag: got.etag, bytes: await gatherOnce(got) }
        : got === 'same'
          ? got
          : undefined;
    },
    write: (bytes, etag) =>
      putBytes(calls, { key, bytes, contentType: 'application/json', instead: insteadOf(honoured, etag) }),
  };
}
