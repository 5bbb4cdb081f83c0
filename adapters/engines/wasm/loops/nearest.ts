// Scaling that invents no colour: each pixel is that of the source in whose middle it comes to lie.
import type { Pixels } from '../../../../core/engine/pixels/pixels.ts';
import type { Size } from '../../../../core/index.ts';

export function nearest(pixels: Pixels, { width, height }: Size): Pixels {
  const from = wordsOf(pixels.data);
  const to = new Uint32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor(((y + 0.5) * pixels.height) / height) * pixels.width;
    for (let x = 0; x < width; x += 1) {
      to[y * width + x] = from[row + Math.floor(((x + 0.5) * pixels.width) / width)] as number;
    }
  }
  return { data: new Uint8Array(to.buffer), width, height, channels: 4 };
}

/** A pixel a word. */
export function wordsOf(data: Uint8Array): Uint32Array {
  const aligned = data.byteOffset % 4 === 0 ? data : data.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}
