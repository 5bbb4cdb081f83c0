// The stored images that a plan lays over its picture, as an engine takes them.
import type { ImageLedger } from '../database/image-ledger.ts';
import type { MarkSource } from '../engine/image-engine.ts';
import { recordOf } from '../image/image-meta.ts';
import type { PlannedImage } from '../image/planned-image.ts';
import type { PersistentVolume } from '../volume/persistent-volume.ts';
import { pVolSource } from './p-vol-source.ts';

/** Undefined when one of them was removed or replaced since the plan was made. Fails as pVolSource does. */
export async function markSources(
  images: readonly PlannedImage[],
  ledger: ImageLedger,
  pVol: PersistentVolume,
): Promise<readonly MarkSource[] | undefined> {
  const sources: MarkSource[] = [];
  for (const { name, version } of images) {
    const meta = await ledger.get(name);
    if (meta === undefined || recordOf(meta).version !== version) return undefined;
    sources.push({ version, source: await pVolSource(pVol, meta) });
  }
  return sources;
}
