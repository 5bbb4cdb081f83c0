// Finished results in the bucket, behind eVol: what one server made, no other has to make. They lie under the version of
// their source (80 bits of its digest), so that they go with it by prefix. A result that cannot be had is a miss.
import type { Tell } from '../flow/tell.ts';
import { formats } from '../image/format.ts';
import type { Entry, EphemeralVolume } from '../volume/ephemeral-volume.ts';
import type { Layout } from './layout.ts';
import { type ListKeys, mostKeys } from './list-keys.ts';

/** The bucket, as results need it. */
export interface ResultObjects {
  put(key: string, result: Pick<Entry, 'ext' | 'bytes'>, contentType: string): Promise<unknown>;
  /** Whole and undamaged. Whoever waits for it can have it made instead: it does not take long. */
  get(key: string): Promise<Pick<Entry, 'ext' | 'bytes'> | undefined>;
  readonly listKeys: ListKeys;
  /** At most `mostKeys`. Fails where one of them stays: a full page of those would be listed for ever. */
  removeAll(keys: readonly string[]): Promise<unknown>;
}

export interface ResultsParts {
  readonly objects: ResultObjects;
  readonly layout: Layout;
  /** What is nearer. */
  readonly eVol: EphemeralVolume;
  readonly tell: Tell;
}

export interface Results extends EphemeralVolume {
  /** When what was offered is there, or has failed to get there. */
  settled(): Promise<unknown>;
}

// Writes under way; a result beyond them is not kept, and made again where it is asked for.
const mostWrites = 16;
// Keys that need no second PUT.
const mostKnown = 50_000;

export function createResults({ objects, layout, eVol, tell }: ResultsParts): Results {
  const stored = new Set<string>();
  const writes = new Set<Promise<void>>();
  const prefixOf = (group: string) => `${layout.aside}results/${group}/`;

  const remember = (key: string): void => {
    stored.add(key);
    const [oldest] = stored;
    if (stored.size > mostKnown && oldest !== undefined) stored.delete(oldest);
  };

  const write = ({ key, group, ext, bytes }: Entry): void => {
    // The copy of a source elsewhere is near, or fetched again.
    if (ext === 'source' || stored.has(key) || writes.size >= mostWrites) return;
    remember(key);
    const { mediaType: contentType } = formats[ext];
    const writing = objects
      .put(prefixOf(group) + key, { ext, bytes }, contentType)
      .catch((error) => {
        stored.delete(key);
        tell('results.unwritten', { error });
      })
      .then(() => void writes.delete(writing));
    writes.add(writing);
  };

  const find = async (key: string, group: string): Promise<Entry | undefined> => {
    const got = await objects.get(prefixOf(group) + key);
    if (got !== undefined) remember(key);
    return got && { key, group, ...got };
  };

  const drop = async (group: string): Promise<number> => {
    for (let dropped = 0; ; ) {
      const page = await objects.listKeys({ prefix: prefixOf(group), after: '', limit: mostKeys });
      if (page.length > 0) await objects.removeAll(page.map(({ key }) => key));
      for (const { key } of page) stored.delete(key.slice(prefixOf(group).length));
      dropped += page.length;
      if (page.length < mostKeys) return dropped;
    }
  };

  return {
    ...eVol,
    get capacityBytes() {
      return eVol.capacityBytes;
    },
    settled: () => Promise.all(writes),
    offer(entry) {
      write(entry);
      return eVol.offer(entry);
    },
    async read(key, group) {
      const near = await eVol.read(key);
      if (near !== undefined || group === undefined) return near;
      return find(key, group).catch((error) => {
        tell('results.unread', { error });
        return undefined;
      });
    },
    async removeGroups(groups) {
      const near = await eVol.removeGroups(groups);
      // What is on its way would come behind the list.
      await Promise.all(writes);
      const far = await Promise.all(groups.map(drop)).catch((error) => {
        // Nothing leads to them: a name that is stored again with the same bytes may have them.
        tell('results.litter', { error });
        return [];
      });
      return far.reduce((sum, count) => sum + count, near);
    },
  };
}
