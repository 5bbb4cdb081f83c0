// What looking at an upload may cost, from what its first bytes announce.
import { announcedSize } from '../image/announced-size.ts';
import type { Ext } from '../image/format.ts';
import { type Price, priceOfProbe } from '../pipeline/price.ts';
import type { Limits } from '../policy/limits.ts';
import type { Staged } from '../volume/persistent-volume.ts';

// A frame of an animation takes at least so many bytes: a GIF's descriptor and data, a WebP's chunk header.
const leastFrameBytes = 16;

/** `budget` is what a guess is cut to: nobody is refused for what only might be. */
export function probePrice({ head, byteLength }: Staged, ext: Ext, limits: Limits, budget: number): Price {
  const announced = announcedSize(ext, head);
  if (announced === undefined) {
    const price = priceOfProbe({ ext, progressive: ext === 'jpg' || ext === 'png' }, limits.sourcePixels);
    return { ...price, bytes: Math.min(price.bytes, budget) };
  }
  const { width, height, progressive, animated } = announced;
  // Beyond the limit it is refused by its header.
  const frame = Math.min(width * height, limits.sourcePixels);
  if (!animated) return priceOfProbe({ ext, progressive }, frame);
  const frames = Math.max(1, Math.min(limits.sourceFrames, Math.floor(byteLength / leastFrameBytes)));
  const price = priceOfProbe({ ext, progressive }, Math.min(frame * frames, limits.sourcePixels));
  return { ...price, bytes: Math.min(price.bytes, budget) };
}
