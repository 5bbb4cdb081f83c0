// The median of a square. In premultiplied colours, so that what a clear pixel would look like does not come to light.

import type { Pixels } from '../../../../core/engine/pixels/pixels.ts';
import { premultiply, unpremultiply } from '../../../../core/engine/pixels/premultiply.ts';
import type { OpOf } from '../../../../core/index.ts';
import { fromPixels, toPixels } from '../pixels.ts';

export async function median(pixels: Pixels, { side }: OpOf<'median'>, signal: AbortSignal): Promise<Pixels> {
  premultiply(pixels);
  const smooth = await smoothed(pixels, side, signal);
  unpremultiply(smooth);
  return smooth;
}

// libvips continues the edges for its window, but refuses a picture that is smaller than that.
async function smoothed(pixels: Pixels, side: number, signal: AbortSignal): Promise<Pixels> {
  const { width, height } = pixels;
  if (Math.min(width, height) >= side) return toPixels('pixels', signal, () => fromPixels(pixels).median(side));
  const room = { top: side, right: side, bottom: side, left: side };
  const wide = await toPixels('pixels', signal, () => fromPixels(pixels).extend({ ...room, extendWith: 'copy' }));
  const smooth = await toPixels('pixels', signal, () => fromPixels(wide).median(side));
  return toPixels('pixels', signal, () => fromPixels(smooth).extract({ left: side, top: side, width, height }));
}
