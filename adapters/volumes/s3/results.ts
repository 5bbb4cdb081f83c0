// Finished results in the bucket, behind eVol: what one server made, no other has to make. They lie under the version of
// their source (80 bits of its digest), so that they go with it by prefix. A result that cannot be had is a miss.
import { createHash } from 'node:crypto';
import { DeleteObjectsCommand } from '@aws-sdk/client-s3';
import { type Entry, type EphemeralVolume, Failure, formats, type Layout, type Tell } from '../../../core/index.ts';
import type { Calls } from './calls.ts';
import { getObject } from './get-object.ts';
import { listKeys } from './list-keys.ts';
import { putBytes } from './put-bytes.ts';
import { gatherOnce } from './whole-body.ts';

export interface ResultsParts {
  readonly calls: Calls;
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
const atOnce = 1000;
// Whoever waits for it can have it made instead.
const patience = { millis: 800, attempts: 1 };

export function createResults({ calls, layout, eVol, tell }: ResultsParts): Results {
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
    const metadata = { ext, digest: digestOf(bytes) };
    const writing = putBytes(calls, { key: prefixOf(group) + key, bytes, contentType, metadata })
      .catch((error) => {
        stored.delete(key);
        tell('results.unwritten', { error });
      })
      .then(() => void writes.delete(writing));
    writes.add(writing);
  };

  const find = async (key: string, group: string): Promise<Entry | undefined> => {
    const got = await getObject(calls, { key: prefixOf(group) + key, patience });
    if (typeof got !== 'object') return undefined;
    const bytes = await gatherOnce(got);
    remember(key);
    return { key, group, ext: got.metadata.ext as Entry['ext'], bytes };
  };

  const drop = async (group: string): Promise<number> => {
    for (let dropped = 0; ; ) {
      const page = await listKeys(calls, { prefix: prefixOf(group), after: '', limit: atOnce });
      const Objects = page.map(({ key }) => ({ Key: key }));
      const command = new DeleteObjectsCommand({ Bucket: calls.bucket, Delete: { Objects, Quiet: true } });
      const answer =
        page.length > 0 ? await calls.send((client, abortSignal) => client.send(command, { abortSignal })) : undefined;
      // It answers 200 all the same; without this, a full page of what may not be deleted would be listed for ever.
      const [kept] = answer?.Errors ?? [];
      if (kept !== undefined) throw new Failure('internal', `The bucket keeps results (${kept.Code}).`);
      for (const { key } of page) stored.delete(key.slice(prefixOf(group).length));
      dropped += page.length;
      if (page.length < atOnce) return dropped;
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

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
