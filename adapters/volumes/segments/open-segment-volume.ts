// eVol on a local disk: finished results in a fixed number of files of fixed size, which survive a restart.
// It holds nothing that cannot be made again: no call ever syncs, trouble with the disk is a miss or a decline, and
// bytes that fail their checksum are never answered (infra/decisions/0022).
import { createKeyedLock, type Entry, type EphemeralVolume, type Tell } from '../../../core/index.ts';
import { type Disk, realDisk } from './disk.ts';
import { createDoomedGroups } from './doomed-groups.ts';
import { createDoorkeeper } from './doorkeeper.ts';
import { createEntryIndex, type Place } from './entry-index.ts';
import { fitsRow } from './entry-row.ts';
import { inTime } from './in-time.ts';
import { layoutOf, rowBytes } from './layout.ts';
import { createRecentReads } from './recent-reads.ts';
import { createSegmentFiles } from './segment-files.ts';
import { createSegmentReader } from './segment-reader.ts';
import { createSegmentStore } from './segment-store.ts';
import { createTextHash } from './text-hash.ts';
import { createTrouble } from './trouble.ts';

// What may wait to be written; more is declined, so a slow disk costs no memory.
const mostWaitingBytes = 32 * 1024 * 1024;

export interface SegmentVolumeConfig {
  /** Made when the first entry comes. Everything named like a segment in it is ours. */
  readonly directory: string;
  /** 0 keeps nothing, and takes away what is there. */
  readonly capacityBytes: number;
  /** Which offer of a key is taken: the first, or the second (see doorkeeper.ts). */
  readonly admit: 'first' | 'second';
  readonly tell: Tell;
  /** How long a disk may take to read, or to write what others wait for, before it counts as one that fails. */
  readonly patienceMillis?: number;
  /** For tests that make calls fail, and make time pass. */
  readonly disk?: Disk;
  readonly clock?: () => number;
}

export interface SegmentVolumeStats {
  readonly entries: number;
  /** Bytes of RAM that say where they are. */
  readonly tableBytes: number;
  /** Since the start: calls of the disk that failed or took too long. */
  readonly failures: number;
}

export interface SegmentVolume extends EphemeralVolume {
  readonly capacityBytes: number;
  stats(): SegmentVolumeStats;
  /** Waits for what is being written. Afterwards the volume is empty and declines. */
  close(): Promise<void>;
}

/** Never fails: a directory that cannot be used is told, and tried again. */
export async function openSegmentVolume(config: SegmentVolumeConfig): Promise<SegmentVolume> {
  const { directory, capacityBytes, admit, tell, disk = realDisk, clock = () => performance.now() } = config;
  const { patienceMillis = 1_000 } = config;
  const layout = layoutOf(capacityBytes);
  const files = createSegmentFiles(disk, directory, layout);
  const index = createEntryIndex();
  const hashOf = createTextHash();
  const isKnown = admit === 'first' ? () => true : createDoorkeeper();
  const trouble = createTrouble(tell, clock);
  const recent = createRecentReads(clock);
  const doomed = createDoomedGroups();
  const store = createSegmentStore({ disk, directory, layout, files, index, hashOf, trouble, isDoomed: doomed.has });
  const reader = createSegmentReader({ files, index, recent, trouble, giveUp, patienceMillis });
  // Whatever writes, or changes what is where, takes its turn; reads do not wait.
  const turns = createKeyedLock();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => turns.run('', work);
  /** Hashes of keys that wait to be written, so that nobody offers them again meanwhile. */
  const waiting = new Set<number>();
  let waitingBytes = 0;
  let isClosed = false;

  await inTurn(store.recover);

  return {
    capacityBytes,
    used: () => index.used(),
    evictions: store.evictions,
    stats: () => ({ entries: index.count, tableBytes: index.tableBytes(), failures: trouble.count }),
    has(key) {
      const hash = hashOf(key);
      return index.has(hash) || waiting.has(hash);
    },

    offer(entry) {
      const hash = hashOf(entry.key);
      if (!isWelcome(entry, hash)) return decline(entry.key, hash);
      waiting.add(hash);
      waitingBytes += entry.bytes.byteLength;
      return inTurn(() => replace(entry, hash)).finally(() => {
        waiting.delete(hash);
        waitingBytes -= entry.bytes.byteLength;
      });
    },

    read(key) {
      const place = index.find(hashOf(key));
      return place === undefined ? undefined : reader.read(key, place);
    },

    remove: (key) => inTurn(() => removeKey(key)),

    removeGroups(groups) {
      const places = index.ofGroups(groups.map(hashOf));
      for (const { hash } of places) index.drop(hash);
      const isMeant = ({ group }: { group: string }) => groups.includes(group);
      const release = doomed.add(groups);
      const struck = inTurn(async () => {
        release();
        let removed = 0;
        for (const place of places) if (await store.remove(place, isMeant)) removed += 1;
        return removed;
      });
      return inTime(struck, patienceMillis, () => {
        trouble.failed('remove', new Error('The disk takes too long.'));
        return places.length;
      });
    },

    async close() {
      isClosed = true;
      await inTime(inTurn(store.close), patienceMillis, () => undefined);
    },
  };

  function isWelcome({ key, group, ext, bytes }: Entry, hash: number): boolean {
    if (isClosed || trouble.isPausing) return false;
    if (rowBytes + bytes.byteLength > layout.largestBlockBytes || !fitsRow(key, group)) return false;
    if (waitingBytes + bytes.byteLength > mostWaitingBytes) return false;
    return ext === 'source' || index.has(hash) || isKnown(hash);
  }

  // What was there is not what the key stands for any more; it may still be waiting to be written.
  function decline(key: string, hash: number): false | Promise<false> {
    if (waiting.size === 0 && !index.has(hash)) return false;
    return inTurn(() => removeKey(key)).then(() => false);
  }

  async function replace(entry: Entry, hash: number): Promise<boolean> {
    await removeKey(entry.key);
    if (isClosed || trouble.isPausing || doomed.has(entry.group)) return false;
    const isStored = await store.store(entry, hash);
    if (isStored) recent.add(hash);
    return isStored;
  }

  // What could not be read is removed as if it had been asked for: forgotten only, it would be back after a start.
  function giveUp(place: Place): void {
    void inTurn(async () => {
      if (index.find(place.hash)?.location === place.location) await store.remove(place, () => true);
    });
  }

  async function removeKey(key: string): Promise<boolean> {
    const place = index.find(hashOf(key));
    return place !== undefined && store.remove(place, (row) => row.key === key);
  }
}
