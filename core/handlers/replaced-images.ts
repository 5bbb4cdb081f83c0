// What names stood for until they were replaced: results of the former bytes are kept for a while, to be shown where
// none of the new bytes can be had. A delete forgets them at once; so does a restart.
import type { ImageLedger } from '../database/image-ledger.ts';
import type { KeyedLock } from '../flow/keyed-lock.ts';
import { type ImageMeta, type ImageRecord, recordOf } from '../image/image-meta.ts';
import type { DropResults } from './drop-bytes.ts';

export interface Replaced {
  readonly record: ImageRecord;
  /** Milliseconds since it was replaced. */
  readonly age: number;
}

export interface ReplacedImages {
  /** Keeps the results of what the name stood for until now, instead of those of what was before that. */
  note(before: ImageMeta): Promise<void>;
  lookup(name: string): Replaced | undefined;
  /** Drops the results, unless a name stands for their bytes again. */
  forget(name: string): Promise<void>;
}

export interface ReplacedImagesParts {
  readonly dropResults: DropResults;
  readonly ledger: Pick<ImageLedger, 'isReferenced'>;
  /** By digest, as in DropBytes. */
  readonly digestLock: KeyedLock;
  /** How long; 0 keeps nothing. */
  readonly millis: number;
  readonly capacity: number;
}

interface Kept {
  readonly meta: Pick<ImageMeta, 'digest'>;
  readonly record: ImageRecord;
  readonly since: number;
}

export function createReplacedImages(parts: ReplacedImagesParts): ReplacedImages {
  const { dropResults, ledger, digestLock, millis, capacity } = parts;
  // Oldest first. What has passed its time is not shown, and dropped when the next one comes.
  const kept = new Map<string, Kept>();

  const drop = ({ meta, record }: Kept) =>
    digestLock.run(meta.digest, async () => {
      if (!(await ledger.isReferenced(meta.digest))) await dropResults(record.version);
    });

  const forget = async (name: string): Promise<void> => {
    const found = kept.get(name);
    if (found === undefined) return;
    kept.delete(name);
    await drop(found);
  };

  const sweep = async (): Promise<void> => {
    for (const [name, { since }] of kept) {
      if (kept.size <= capacity && performance.now() - since < millis) return;
      await forget(name);
    }
  };

  return {
    async note(before) {
      await forget(before.name);
      const { digest } = before;
      kept.set(before.name, { meta: { digest }, record: recordOf(before), since: performance.now() });
      await sweep();
    },
    lookup(name) {
      const found = kept.get(name);
      const age = found === undefined ? millis : performance.now() - found.since;
      return found === undefined || age >= millis ? undefined : { record: found.record, age };
    },
    forget,
  };
}
