// An image of a backup whose bytes were not to be had: because it was deleted or replaced since the database was
// copied, which the backup then says too; or because the original is lost, which is a finding.
import type { ImageLedger, ImageMeta } from '../../../core/index.ts';
import type { OriginalState } from './originals.ts';
import type { Finding } from './watch.ts';

// Each look is behind one more change of the same name; nobody replaces an image as fast as that for long.
const looks = 10;

/** `copy` brings the bytes of an image. Answers what is wrong when that cannot be settled. */
export async function settleImage(
  { name }: ImageMeta,
  backup: ImageLedger,
  live: ImageLedger,
  copy: (meta: ImageMeta) => Promise<OriginalState>,
): Promise<Pick<Finding, 'kind' | 'sentence'> | undefined> {
  for (let look = 1; ; look += 1) {
    const now = await live.get(name);
    if (now === undefined) {
      await backup.remove(name);
      return undefined;
    }
    const state = await copy(now);
    if (state === 'sound') {
      await backup.put(now);
      return undefined;
    }
    if (look === looks) return fault(name, state);
  }
}

function fault(name: string, state: OriginalState): Pick<Finding, 'kind' | 'sentence'> {
  if (state === 'missing') return { kind: 'bytes-missing', sentence: `The original of "${name}" is missing.` };
  return { kind: 'bytes-damaged', sentence: `The original of "${name}" is damaged, and the backup has no other.` };
}
