// One request of an upload at a time at this server. Who comes next has the one before it end with what has come: its client
// is the same, and knows better. The library's own locker asks in every turn of the event loop whether it may, which is a
// processor's time for as long as a store takes for a piece.
import type { Locker, RequestRelease } from '@tus/utils';
import { unlessAborted } from '../../../core/index.ts';

interface Held {
  readonly end: RequestRelease;
  readonly over: Promise<void>;
}

export function createUploadLocks(): Locker {
  const held = new Map<string, Held>();
  return {
    newLock(id) {
      let free = () => {};
      return {
        async lock(signal, end) {
          for (let before = held.get(id); before !== undefined; before = held.get(id)) {
            const { over } = before;
            await before.end();
            await unlessAborted(signal, () => over);
          }
          const { promise: over, resolve } = Promise.withResolvers<void>();
          held.set(id, { end, over });
          free = () => {
            held.delete(id);
            resolve();
          };
        },
        async unlock() {
          free();
        },
      };
    },
  };
}
