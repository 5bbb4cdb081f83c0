// Lays a mark over pixels, at its place or all over them. In place.
import type { OverlayOp } from '../ops/overlay.ts';
import type { Pixels } from './pixels.ts';

/** `patch`: the pixels of the mark in four bands, turned. */
export function lay(pixels: Pixels, patch: Pixels, { place, tile, opacity }: OverlayOp): Pixels {
  const left = Math.round(place.x - place.of.x * patch.width);
  const top = Math.round(place.y - place.of.y * patch.height);
  const across = tile && patch.width + tile.across;
  const down = tile && patch.height + tile.down;
  for (const y of startsOf(top, down, pixels.height)) {
    for (const x of startsOf(left, across, pixels.width)) blend(pixels, patch, x, y, opacity);
  }
  return pixels;
}

/** Where patches begin on an axis; without a step there is one. */
function* startsOf(start: number, step: number | undefined, length: number): Generator<number> {
  if (step === undefined) yield start;
  else for (let at = start - Math.ceil(start / step) * step - step; at < length; at += step) yield at;
}

// Porter and Duff's "over" on colours that are not premultiplied (Compositing and Blending Level 1, section 9.1.4).
function blend(pixels: Pixels, patch: Pixels, left: number, top: number, opacity: number): void {
  const { data, channels } = pixels;
  const alphaBand = channels === 4 ? 3 : undefined;
  const [startX, endX] = [Math.max(0, left), Math.min(pixels.width, left + patch.width)];
  const endY = Math.min(pixels.height, top + patch.height);
  for (let y = Math.max(0, top); y < endY; y += 1) {
    let from = ((y - top) * patch.width + (startX - left)) * 4;
    let to = (y * pixels.width + startX) * channels;
    for (let x = startX; x < endX; x += 1, from += 4, to += channels) {
      const over = ((patch.data[from + 3] as number) * opacity) / 255;
      if (over === 0) continue;
      const under = alphaBand === undefined ? 1 - over : ((data[to + alphaBand] as number) / 255) * (1 - over);
      const alpha = over + under;
      for (let band = 0; band < 3; band += 1) {
        data[to + band] = Math.round(
          ((patch.data[from + band] as number) * over + (data[to + band] as number) * under) / alpha,
        );
      }
      if (alphaBand !== undefined) data[to + alphaBand] = Math.round(255 * alpha);
    }
  }
}
