// Reads entries: at once where they surely lie in the kernel's page cache, by a thread where they may have to come from
// the disk. Threads are few and serve originals too, so only two at a time wait for this disk; while one of them waits
// too long, the disk hangs, and everything that would need it is a miss.
import type { Entry } from '../../../core/index.ts';
import type { EntryIndex, Place } from './entry-index.ts';
import { inTime } from './in-time.ts';
import type { RecentReads } from './recent-reads.ts';
import type { SegmentFiles } from './segment-files.ts';
import type { Trouble } from './trouble.ts';

export interface SegmentReaderParts {
  readonly files: SegmentFiles;
  readonly index: EntryIndex;
  readonly recent: RecentReads;
  readonly trouble: Trouble;
  /** Called with what could not be read whole. */
  readonly giveUp: (place: Place) => void;
  readonly patienceMillis: number;
}

export interface SegmentReader {
  read(key: string, place: Place): Entry | undefined | Promise<Entry | undefined>;
}

// What may be read without a thread: longer reads would hold up everyone else.
const largestSyncBytes = 64 * 1024;
const mostAtOnce = 2;

export function createSegmentReader(parts: SegmentReaderParts): SegmentReader {
  const { files, index, recent, trouble, giveUp, patienceMillis } = parts;
  /** Reads that wait for one of those under way to end. */
  const queue: (() => void)[] = [];
  let underWay = 0;
  let late = 0;

  return {
    read: (key, place) =>
      recent.has(place.hash) && place.blockBytes <= largestSyncBytes ? readNow(key, place) : readByThread(key, place),
  };

  function readNow(key: string, place: Place): Entry | undefined {
    try {
      return checked(key, place, files.fetchSync(place));
    } catch (error) {
      trouble.failed('read', error);
      giveUp(place);
      return undefined;
    }
  }

  async function readByThread(key: string, place: Place): Promise<Entry | undefined> {
    if (underWay >= mostAtOnce && late === 0) await new Promise<void>((resolve) => queue.push(resolve));
    if (late > 0) return undefined;
    const { file } = files.segmentOf(place);
    try {
      const found = await fetch(place);
      return found === 'late' ? undefined : checked(key, place, found);
    } catch (error) {
      // A file that was given up meanwhile fails its last reads, and that is no news.
      if (files.segmentOf(place).file === file) trouble.failed('read', error);
      giveUp(place);
      return undefined;
    }
  }

  function fetch(place: Place): Promise<Entry | undefined | 'late'> {
    let isLate = false;
    underWay += 1;
    const read: Promise<Entry | undefined | 'late'> = files.fetch(place).finally(() => {
      underWay -= 1;
      if (isLate) late -= 1;
      queue.shift()?.();
    });
    return inTime(read, patienceMillis, () => {
      isLate = true;
      late += 1;
      trouble.failed('read', new Error('The disk takes too long.'));
      for (const leave of queue.splice(0)) leave();
      return 'late';
    });
  }

  function checked(key: string, place: Place, entry: Entry | undefined): Entry | undefined {
    if (entry === undefined) giveUp(place);
    if (entry?.key !== key) return undefined;
    index.touch(place.hash);
    recent.add(place.hash);
    return entry;
  }
}
