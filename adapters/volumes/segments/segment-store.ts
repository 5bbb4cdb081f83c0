// Fills segments, makes room in them, takes entries out and finds after a start what an earlier process left. Whatever
// is done here writes, or changes what is where: its caller lets one thing happen after the other.
import { join } from 'node:path';
import type { Entry } from '../../../core/index.ts';
import { blockBytes, blockClass } from './block-class.ts';
import type { Disk } from './disk.ts';
import type { EntryIndex, Place } from './entry-index.ts';
import type { EntryRow } from './entry-row.ts';
import { type Layout, rowBytes, unitBytes } from './layout.ts';
import { readTable, reopenSegment } from './recover-segment.ts';
import { hasRoom, isEmpty, isSegmentName, type Segment } from './segment.ts';
import type { SegmentFiles } from './segment-files.ts';
import type { TextHash } from './text-hash.ts';
import type { Trouble } from './trouble.ts';

export interface SegmentStoreParts {
  readonly disk: Disk;
  readonly directory: string;
  readonly layout: Layout;
  readonly files: SegmentFiles;
  readonly index: EntryIndex;
  readonly hashOf: TextHash;
  readonly trouble: Trouble;
  /** Whether a removal of this group waits for its turn: what comes of it until then is not wanted any more. */
  readonly isDoomed: (group: string) => boolean;
}

export interface SegmentStore {
  /** Entries that went to make room. */
  evictions(): number;
  /** Finds what is there. */
  recover(): Promise<void>;
  /** False where the disk failed, or its group is doomed. */
  store(entry: Entry, hash: number): Promise<boolean>;
  /** False where another key or group has the same hash. What cannot be struck out goes with its whole segment. */
  remove(place: Place, isMeant: (row: EntryRow) => boolean): Promise<boolean>;
  close(): Promise<void>;
}

export function createSegmentStore(parts: SegmentStoreParts): SegmentStore {
  const { disk, directory, layout, files, index, hashOf, trouble, isDoomed } = parts;
  const { segments } = files;
  /** The segment that takes entries. */
  let open: Segment | undefined;
  let evictions = 0;

  return {
    evictions: () => evictions,

    // Segments in their order, so that of two entries of one key the later is found.
    async recover() {
      for (const name of await namesThere()) await reopen(name);
      for (const segment of filled()) await load(segment);
      open = filled().at(-1);
    },

    async store(entry, hash) {
      try {
        await startAgainIfWiped();
        const size = blockClass(rowBytes + entry.bytes.byteLength);
        if (open === undefined || !hasRoom(open, blockBytes(size))) open = await nextSegment();
        return await append(open, entry, hash);
      } catch (error) {
        trouble.failed('write', error);
        trouble.pause();
        return false;
      }
    },

    remove,

    async close() {
      open = undefined;
      index.clear();
      for (const segment of segments) await files.close(segment);
    },
  };

  function forget({ hash, location }: Place): void {
    if (index.find(hash)?.location === location) index.drop(hash);
  }

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

  /** False where its group was doomed when it was written. */
  async function append(segment: Segment, entry: Entry, hash: number): Promise<boolean> {
    try {
      const location = await files.append(segment, entry);
      index.put(hash, location, blockClass(rowBytes + entry.bytes.byteLength), hashOf(entry.group));
    } catch (error) {
      await abandon(segment);
      throw error;
    }
    if (!isDoomed(entry.group)) return true;
    await remove(index.find(hash) as Place, () => true);
    return false;
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
      // It may have been dropped while it was read.
      if (index.find(place.hash)?.location !== place.location) continue;
      index.drop(place.hash);
      if (entry === undefined || next === undefined) {
        evictions += 1;
        continue;
      }
      await append(next, entry, place.hash);
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
        const size = blockClass(rowBytes + row.byteLength);
        index.put(hash, files.locationOf(segment, row.offset), size, hashOf(row.group));
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
