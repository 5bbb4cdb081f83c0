// Reads entries: at once where they surely lie in the kernel's page cache, by a thread where they may have to come from
// the disk. Threads are few and serve originals too, so only two at a time wait for this disk; while one of them waits
// too long, the disk hangs, and everything that would need it is a miss.
import type { Entry } from '../../../core/index.ts';
import type { EntryIndex, Place } from './entry-index.ts';
import { createOverdue } from './overdue.ts';
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

type Found = Entry | undefined;

export interface SegmentReader {
  read(key: string, place: Place): Found | Promise<Found>;
}

// What may be read without a thread: longer reads would hold up everyone else.
const largestSyncBytes = 64 * 1024;
const mostAtOnce = 2;

export function createSegmentReader(parts: SegmentReaderParts): SegmentReader {
  const { files, index, recent, trouble, giveUp, patienceMillis } = parts;
  /** Reads that wait for one of those under way to end. */
  const queue: (() => void)[] = [];
  const overdue = createOverdue(patienceMillis, () => {
    trouble.failed('read', new Error('The disk takes too long.'));
    for (const leave of queue.splice(0)) leave();
  });

  return {
    read(key, place) {
      if (recent.has(place.hash) && place.blockBytes <= largestSyncBytes) return readNow(key, place);
      if (overdue.isAny()) return undefined;
      if (overdue.underWay() < mostAtOnce) return readByThread(key, place);
      return new Promise<void>((resolve) => queue.push(resolve)).then(() =>
        overdue.isAny() ? undefined : readByThread(key, place),
      );
    },
  };

  function readNow(key: string, place: Place): Found {
    const started = performance.now();
    try {
      const found = checked(key, place, files.fetchSync(place));
      recent.took(performance.now() - started);
      return found;
    } catch (error) {
      trouble.failed('read', error);
      giveUp(place);
      return undefined;
    }
  }

  // Promises are counted here: each costs a tenth of what the read itself does.
  function readByThread(key: string, place: Place): Promise<Found> {
    return new Promise((resolve) => {
      const { file } = files.segmentOf(place);
      const end = overdue.begin(() => resolve(undefined));
      files.fetch(place).then(
        (entry) => {
          end();
          resolve(checked(key, place, entry));
          queue.shift()?.();
        },
        (error) => {
          end();
          // A file that was given up meanwhile fails its last reads, and that is no news.
          if (files.segmentOf(place).file === file) trouble.failed('read', error);
          giveUp(place);
          resolve(undefined);
          queue.shift()?.();
        },
      );
    });
  }

  function checked(key: string, place: Place, entry: Found): Found {
    if (entry === undefined) giveUp(place);
    if (entry?.key !== key) return undefined;
    index.touch(place.hash);
    recent.add(place.hash);
    return entry;
  }
}
