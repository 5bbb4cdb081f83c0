// Decodes every pixel of a source once: finds damage, and makes the placeholder of what it saw.
import { readFile } from 'node:fs/promises';
import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import { thumbhashOf, thumbhashSide } from '../../../core/engine/pixels/placeholders.ts';
import { turnOf } from '../../../core/engine/turn.ts';
import { damagedImage } from '../../../core/image/refuse-source.ts';
import type { Probe } from '../../../core/index.ts';
import { isGifCutShort } from './gif-cut-short.ts';
import { paletteOf } from './palette.ts';
import { framesOf, fromPixels, toPixels } from './pixels.ts';
import type { OpenSource } from './source.ts';

// As f=palette has by default: fewer would mix what people see as two colours.
const colours = 6;

export async function probe(source: OpenSource, signal: AbortSignal): Promise<Probe> {
  const { ext, input, width, height, orientation, frames, alpha, progressive } = source;
  // libvips leaves out the frames that a cut-off animation has lost, and finds nothing wrong with the rest.
  if (ext === 'gif' && isGifCutShort(typeof input === 'string' ? await readFile(input) : input)) {
    throw damagedImage();
  }
  const scale = Math.min(1, thumbhashSide / Math.max(width, height));
  const thumb = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  // Shrinking on load skips no data: JPEG and WebP are still read to their end.
  const strip = await toPixels('source', signal, () =>
    source.image('all').resize(thumb.width, thumb.height, { fit: 'fill' }).ensureAlpha(),
  );
  const [first] = framesOf(strip, thumb.height) as unknown as [Pixels];
  const { flop, degrees } = turnOf({ op: 'orient', orientation });
  const shown = await toPixels('pixels', signal, () => fromPixels(first).flop(flop).rotate(degrees));
  const { dominant } = await paletteOf(shown, colours, signal);
  return {
    ext,
    width,
    height,
    orientation,
    animated: frames > 1,
    alpha,
    progressive,
    frames,
    thumbhash: thumbhashOf(shown),
    dominantColor: dominant ?? '',
  };
}
