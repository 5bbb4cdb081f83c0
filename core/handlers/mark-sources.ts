// The stored images that a plan lays over its picture, as an engine takes them.
import type { MarkSource } from '../engine/image-engine.ts';
import type { PlannedImage } from '../image/planned-image.ts';
import type { Sources } from './sources.ts';

/** Undefined when one of them was removed or replaced since the plan was made. Fails as Sources do. */
export async function markSources(
  images: readonly PlannedImage[],
  sources: Sources,
): Promise<readonly MarkSource[] | undefined> {
  const marks: MarkSource[] = [];
  for (const { name, version } of images) {
    const source = await sources.open(name, version);
    if (source === undefined) return undefined;
    marks.push({ version, source });
  }
  return marks;
}
