// The median of a square. In premultiplied colours, so that what a clear pixel would look like does not come to light.

import type { Pixels } from '../../../../core/engine/pixels/pixels.ts';
import { premultiply, unpremultiply } from '../../../../core/engine/pixels/premultiply.ts';
import type { OpOf } from '../../../../core/index.ts';
import { fromPixels, toPixels } from '../pixels.ts';

export async function median(pixels: Pixels, { side }: OpOf<'median'>, signal: AbortSignal): Promise<Pixels> {
  premultiply(pixels);
  const smooth = await toPixels('pixels', signal, () => fromPixels(pixels).median(side));
  unpremultiply(smooth);
  return smooth;
}
