// eVol on a local disk: finished results in a fixed number of files of fixed size, which survive a restart.
// It holds nothing that cannot be made again: no call ever syncs, trouble with the disk is a miss or a decline, and
// bytes that fail their checksum are never answered (infra/decisions/0022).
import { join } from 'node:path';
import { createKeyedLock, type Entry, type EphemeralVolume, type Tell } from '../../../core/index.ts';
import { blockBytes, blockClass } from './block-class.ts';
import { type Disk, realDisk } from './disk.ts';
import { createDoorkeeper } from './doorkeeper.ts';
import { createEntryIndex, type Place } from './entry-index.ts';
import { type EntryRow, fitsRow } from './entry-row.ts';
import { layoutOf, rowBytes, unitBytes } from './layout.ts';
import { createRecentReads } from './recent-reads.ts';
import { readTable, reopenSegment } from './recover-segment.ts';
import { hasRoom, isEmpty, isSegmentName, type Segment } from './segment.ts';
import { createSegmentFiles } from './segment-files.ts';
import { createTextHash } from './text-hash.ts';
import { createTrouble } from './trouble.ts';

// What may wait to be written; more is declined, so a slow disk costs no memory.
const mostWaitingBytes = 32 * 1024 * 1024;

// What may be read without a thread: longer reads would hold up everyone else.
const largestSyncBytes = 64 * 1024;

export interface SegmentVolumeConfig {
  /** Made when the first entry comes. Everything named like a segment in it is ours. */
  readonly directory: string;
  /** 0 keeps nothing, and takes away what is there. */
  readonly capacityBytes: number;
  /** Which offer of a key is taken: the first, or the second (see doorkeeper.ts). */
  readonly admit: 'first' | 'second';
  readonly tell: Tell;
  /** For tests that make calls fail, and make time pass. */
  readonly disk?: Disk;
  readonly clock?: () => number;
}

export interface SegmentVolume extends EphemeralVolume {
  readonly capacityBytes: number;
  /** Entries, and bytes of RAM that say where they are. */
  stats(): { readonly entries: number; readonly tableBytes: number };
  /** Waits for what is being written. Afterwards the volume is empty and declines. */
  close(): Promise<void>;
}

/** Never fails: a directory that cannot be used is told, and tried again. */
export async function openSegmentVolume(config: SegmentVolumeConfig): Promise<SegmentVolume> {
  const { directory, capacityBytes, admit, tell, disk = realDisk, clock = () => performance.now() } = config;
  const layout = layoutOf(capacityBytes);
  const files = createSegmentFiles(disk, directory, layout);
  const { segments } = files;
  const index = createEntryIndex();
  const hashOf = createTextHash();
  const isKnown = admit === 'first' ? () => true : createDoorkeeper();
  const trouble = createTrouble(tell, clock);
  const recent = createRecentReads(clock);
  // Whatever writes, or changes what is where, takes its turn; reads do not wait.
  const turns = createKeyedLock();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => turns.run('', work);
  /** Hashes of keys that wait to be written, so that nobody offers them again meanwhile. */
  const waiting = new Set<number>();
  let waitingBytes = 0;
  let isClosed = false;
  /** The segment that takes entries. */
  let open: Segment | undefined;

  await inTurn(recover);

  return {
    capacityBytes,
    used: () => index.used(),
    stats: () => ({ entries: index.count, tableBytes: index.tableBytes() }),
    has(key) {
      const hash = hashOf(key);
      return index.has(hash) || waiting.has(hash);
    },

    offer(entry) {
      const hash = hashOf(entry.key);
      if (!isWelcome(entry, hash)) return decline(entry.key, hash);
      waiting.add(hash);
      waitingBytes += entry.bytes.byteLength;
      return inTurn(() => store(entry, hash)).finally(() => {
        waiting.delete(hash);
        waitingBytes -= entry.bytes.byteLength;
      });
    },

    read(key) {
      const place = index.find(hashOf(key));
      if (place === undefined) return undefined;
      return recent.has(place.hash) && place.blockBytes <= largestSyncBytes ? fetchSync(key, place) : fetch(key, place);
    },

    remove: (key) => inTurn(() => removeKey(key)),

    removeGroup: (group) =>
      inTurn(async () => {
        let removed = 0;
        for (const place of index.ofGroup(hashOf(group))) {
          if (await remove(place, (row) => row.group === group)) removed += 1;
        }
        return removed;
      }),

    close: () =>
      inTurn(async () => {
        isClosed = true;
        open = undefined;
        index.clear();
        for (const segment of segments) await files.close(segment);
      }),
  };

  function isWelcome({ key, group, bytes }: Entry, hash: number): boolean {
    if (isClosed || trouble.isPausing) return false;
    if (rowBytes + bytes.byteLength > layout.largestBlockBytes || !fitsRow(key, group)) return false;
    if (waitingBytes + bytes.byteLength > mostWaitingBytes) return false;
    return index.has(hash) || isKnown(hash);
  }

  // What was there is not what the key stands for any more; it may still be waiting to be written.
  function decline(key: string, hash: number): false | Promise<false> {
    if (waiting.size === 0 && !index.has(hash)) return false;
    return inTurn(() => removeKey(key)).then(() => false);
  }

  async function store(entry: Entry, hash: number): Promise<boolean> {
    await removeKey(entry.key);
    if (isClosed || trouble.isPausing) return false;
    try {
      await startAgainIfWiped();
      const size = blockClass(rowBytes + entry.bytes.byteLength);
      if (open === undefined || !hasRoom(open, blockBytes(size))) open = await nextSegment();
      const location = await append(open, entry);
      index.put(hash, location, size, hashOf(entry.group));
      recent.add(hash);
      return true;
    } catch (error) {
      trouble.failed('write', error);
      trouble.pause();
      return false;
    }
  }

  async function fetch(key: string, place: Place): Promise<Entry | undefined> {
    const { file } = files.segmentOf(place);
    try {
      return checked(key, place, await files.fetch(place));
    } catch (error) {
      // A file that was given up meanwhile fails its last reads, and that is no news.
      if (files.segmentOf(place).file === file) trouble.failed('read', error);
      giveUp(place);
      return undefined;
    }
  }

  function fetchSync(key: string, place: Place): Entry | undefined {
    try {
      return checked(key, place, files.fetchSync(place));
    } catch (error) {
      trouble.failed('read', error);
      giveUp(place);
      return undefined;
    }
  }

  function checked(key: string, place: Place, entry: Entry | undefined): Entry | undefined {
    if (entry === undefined) giveUp(place);
    if (entry?.key !== key) return undefined;
    index.touch(place.hash);
    recent.add(place.hash);
    return entry;
  }

  // What could not be read is removed as if it had been asked for: forgotten only, it would be back after a start.
  function giveUp(place: Place): void {
    void inTurn(async () => {
      if (index.find(place.hash)?.location === place.location) await remove(place, () => true);
    });
  }

  function forget({ hash, location }: Place): void {
    if (index.find(hash)?.location === location) index.drop(hash);
  }

  async function removeKey(key: string): Promise<boolean> {
    const place = index.find(hashOf(key));
    return place !== undefined && remove(place, (row) => row.key === key);
  }

  // False where another key or group has the same hash. What cannot be struck out goes with its whole segment.
  async function remove(place: Place, isMeant: (row: EntryRow) => boolean): Promise<boolean> {
    try {
      const row = await files.rowOf(place);
      if (row !== undefined && !isMeant(row)) return false;
      forget(place);
      if (row !== undefined) await files.strike(place, row);
    } catch (error) {
      trouble.failed('remove', error);
      forget(place);
      await abandon(files.segmentOf(place));
    }
    return true;
  }

  async function append(segment: Segment, entry: Entry): Promise<number> {
    try {
      return await files.append(segment, entry);
    } catch (error) {
      await abandon(segment);
      throw error;
    }
  }

  // One segment is always kept empty: what is still wanted of the oldest moves on before the oldest is reused.
  async function nextSegment(): Promise<Segment> {
    const next = await emptySegment();
    await begin(next);
    if (!segments.some(isEmpty)) await evict(filled()[0] as Segment, next);
    return next;
  }

  // Where the disk has no room for another file, those that are there go round.
  async function emptySegment(): Promise<Segment> {
    const made = segments.find((segment) => isEmpty(segment) && segment.file !== undefined);
    if (made !== undefined) return made;
    const unmade = segments.find(isEmpty);
    const [victim] = filled();
    try {
      if (unmade !== undefined) {
        await files.make(unmade);
        return unmade;
      }
    } catch (error) {
      if (victim === undefined) throw error;
      trouble.failed('allocate', error);
    }
    await evict(victim as Segment, undefined);
    return victim as Segment;
  }

  async function begin(segment: Segment): Promise<void> {
    try {
      await files.begin(segment, Math.max(...segments.map(({ sequence }) => sequence)) + 1);
    } catch (error) {
      await abandon(segment);
      throw error;
    }
  }

  // Entries that were read since they came move to `next`, up to half of it: newcomers need room too.
  async function evict(segment: Segment, next: Segment | undefined): Promise<void> {
    let budget = layout.segmentBytes / 2;
    for (const place of placesIn(segment)) {
      const isMoving =
        place.visited && next !== undefined && place.blockBytes <= budget && hasRoom(next, place.blockBytes);
      const entry = isMoving ? await fetchToMove(place) : undefined;
      forget(place);
      if (entry === undefined || next === undefined) continue;
      const location = await append(next, entry);
      index.put(place.hash, location, blockClass(rowBytes + entry.bytes.byteLength), hashOf(entry.group));
      budget -= place.blockBytes;
    }
    try {
      await files.end(segment);
    } catch (error) {
      await abandon(segment);
      throw error;
    }
  }

  // What cannot be read does not move, and does not keep the segment from being reused.
  async function fetchToMove(place: Place): Promise<Entry | undefined> {
    try {
      return await files.fetch(place);
    } catch (error) {
      trouble.failed('move', error);
      return undefined;
    }
  }

  function placesIn({ number }: Segment): Place[] {
    const units = layout.segmentBytes / unitBytes;
    return index.between(number * units, (number + 1) * units);
  }

  async function abandon(segment: Segment): Promise<void> {
    if (open === segment) open = undefined;
    placesIn(segment).forEach(forget);
    await files.abandon(segment);
  }

  // A directory that was wiped still takes writes through open descriptors, into files that nobody will ever see.
  async function startAgainIfWiped(): Promise<void> {
    if (open === undefined || (await files.isThere(open))) return;
    trouble.failed('look', new Error('The files of eVol were taken away.'));
    for (const segment of segments) await abandon(segment);
  }

  // Segments in their order, so that of two entries of one key the later is found.
  async function recover(): Promise<void> {
    for (const name of await namesThere()) await reopen(name);
    for (const segment of filled()) await load(segment);
    open = filled().at(-1);
  }

  async function namesThere(): Promise<string[]> {
    try {
      return (await disk.readdir(directory)).filter((name) => isSegmentName(name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') trouble.failed('open', error);
      return [];
    }
  }

  // A file of another capacity's layout, or one whose making was cut short, is taken away.
  async function reopen(name: string): Promise<void> {
    const segment = segments[Number.parseInt(name, 10)];
    try {
      if (segment !== undefined && (await reopenSegment(disk, segment, layout.segmentBytes))) return;
      await disk.unlink(join(directory, name));
    } catch (error) {
      trouble.failed('open', error);
      if (segment !== undefined) await abandon(segment);
    }
  }

  async function load(segment: Segment): Promise<void> {
    const outdated: Place[] = [];
    try {
      await readTable(disk, segment, (row) => {
        const hash = hashOf(row.key);
        const older = index.find(hash);
        if (older !== undefined) outdated.push(older);
        index.put(
          hash,
          files.locationOf(segment, row.offset),
          blockClass(rowBytes + row.byteLength),
          hashOf(row.group),
        );
      });
      for (const place of outdated) await remove(place, () => true);
    } catch (error) {
      trouble.failed('open', error);
      await abandon(segment);
    }
  }

  function filled(): Segment[] {
    return segments.filter((segment) => !isEmpty(segment)).sort((a, b) => a.sequence - b.sequence);
  }
}
