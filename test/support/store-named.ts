// Stores bytes under a name of a volume that keeps bytes under names, with facts that are nobody's in particular.
import type { ImageMeta, NamedVolume } from '../../core/index.ts';
import { streamOf } from './bytes.ts';

const limits = { maxBytes: 100_000_000 };
const facts = {
  ...{ addrType: 0 as const, ext: 'jpg' as const, width: 3, height: 2, frames: 1, animated: false, alpha: false },
  ...{ progressive: false, orientation: 1 as const, createdAt: 1000, writtenAt: 1000, changedAt: 1000 },
  ...{ thumbhash: 'AAAA', dominantColor: '#102030', private: false, tags: [], metadata: {} },
};

/** What was stored, and what the commit answered. */
export async function storeNamed(volume: NamedVolume, name: string, bytes: Uint8Array, before?: ImageMeta, more = {}) {
  const staged = await volume.stage(streamOf(bytes), limits);
  const meta = { ...facts, ...more, name, digest: staged.digest, byteLength: staged.byteLength };
  try {
    return { ...meta, ...(await staged.commit('jpg', { meta, before })) };
  } finally {
    await staged.discard();
  }
}
