// Says whether an encoding looks like its picture, by encoding a sample of the picture and looking at what is left.

import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import { encodeWith, type PictureOp } from './encode.ts';
import { onGrey } from './on-grey.ts';
import type { OwnDecoder } from './own-decoder.ts';
import { fromPixels, run, toPixels } from './pixels.ts';
import type { Judge } from './search.ts';
import { leastSide, scalesOf, score } from './similarity.ts';

/** What q=auto holds: high quality in SSIMULACRA2's words, and about what jpg of quality 80 keeps of a dear picture. */
const target = 75;

// A larger picture is judged by nine tiles, so that judging costs the same for every size above.
const wholePixels = 400_000;
const tileSide = 192;
const tilesAcross = 3;

/** Undefined for a picture too small to be judged. */
export async function judgeOf(pixels: Pixels, decode: OwnDecoder, signal: AbortSignal): Promise<Judge | undefined> {
  if (Math.min(pixels.width, pixels.height) < leastSide) return undefined;
  const sample = sampleOf(pixels);
  const reference = scalesOf(await toPixels('pixels', signal, () => onGrey(fromPixels(sample))));
  return async (op: PictureOp) => {
    const { data } = await run('pixels', signal, () => encodeWith(fromPixels(sample), op));
    return score(reference, scalesOf(await decode(op.ext, data, signal))) >= target;
  };
}

function sampleOf(pixels: Pixels): Pixels {
  const { width, height, channels, data } = pixels;
  const side = tilesAcross * tileSide;
  if (width * height <= wholePixels || Math.min(width, height) < side) return strip(pixels);
  const sample = new Uint8Array(side * side * channels);
  const startOf = (tile: number, length: number) => Math.round((tile * (length - tileSide)) / (tilesAcross - 1));
  for (let row = 0; row < side; row += 1) {
    const y = startOf(Math.floor(row / tileSide), height) + (row % tileSide);
    for (let tile = 0; tile < tilesAcross; tile += 1) {
      const from = (y * width + startOf(tile, width)) * channels;
      sample.set(data.subarray(from, from + tileSide * channels), (row * side + tile * tileSide) * channels);
    }
  }
  return { data: sample, width: side, height: side, channels };
}

// A picture that is long and narrow has no room for the tiles: of it, and of a small one, the middle is looked at.
function strip(pixels: Pixels): Pixels {
  const { width, height, channels, data } = pixels;
  const rows = Math.min(height, Math.max(leastSide, Math.floor(wholePixels / width)));
  const first = Math.floor((height - rows) / 2);
  return { ...pixels, height: rows, data: data.subarray(first * width * channels, (first + rows) * width * channels) };
}
