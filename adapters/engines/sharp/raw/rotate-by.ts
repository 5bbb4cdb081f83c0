// Turns by any angle. libvips itself takes care that clear pixels draw no colour into the edges.

import { type Pixels, withAlpha } from '../../../../core/engine/pixels/pixels.ts';
import type { OpOf } from '../../../../core/index.ts';
import { fromPixels, toPixels } from '../pixels.ts';

type RotateBy = OpOf<'rotate-by'>;

export async function rotateBy(pixels: Pixels, op: RotateBy, signal: AbortSignal): Promise<Pixels> {
  const { degrees, background } = op;
  const given = background.alpha < 1 ? withAlpha(pixels) : pixels;
  const turned = await toPixels('pixels', signal, () => fromPixels(given).rotate(degrees, { background }));
  return centred(turned, op, signal);
}

// A pixel more or less than libvips makes, where the turn was planned for a size that had been rounded before.
async function centred(pixels: Pixels, { width, height, background }: RotateBy, signal: AbortSignal): Promise<Pixels> {
  if (width === pixels.width && height === pixels.height) return pixels;
  const across = Math.max(0, width - pixels.width);
  const down = Math.max(0, height - pixels.height);
  const left = Math.floor(across / 2);
  const top = Math.floor(down / 2);
  const room = { left, top, right: across - left, bottom: down - top, background };
  const roomy = await toPixels('pixels', signal, () => fromPixels(pixels).extend(room));
  const from = { left: Math.floor((roomy.width - width) / 2), top: Math.floor((roomy.height - height) / 2) };
  return toPixels('pixels', signal, () => fromPixels(roomy).extract({ ...from, width, height }));
}
