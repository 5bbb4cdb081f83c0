// Has Images make a small PNG of a picture, and looks at its pixels: what the binding itself does not tell.
import { encode as encodeBlurhash } from 'blurhash';
import { rgbaToThumbHash } from 'thumbhash';
import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import { inside, type Size, sameSize } from '../../../core/index.ts';
import type { Call } from './calls.ts';
import { readPng } from './read-png.ts';
import { type Images, type Sent, send } from './send.ts';

// ThumbHash takes at most 100 × 100 pixels; BlurHash keeps at most 9 × 9 waves.
const side = 100;
// As many waves as its authors suggest, more of them along the longer side.
const waves = [4, 3] as const;

export function look(images: Images, sent: Omit<Sent, 'output'>): Promise<Pixels> {
  return send(images, { ...sent, output: { format: 'image/png', anim: false } }).then(readPng);
}

/** With a scaling behind the calls, of a picture that has this size after them. */
export function lookSmall(images: Images, sent: Omit<Sent, 'output'>, size: Size): Promise<Pixels> {
  const fitting = inside(size, { width: side, height: side });
  const small = fitting.width > size.width ? size : fitting;
  const scale: Call = { transform: { ...small, fit: 'squeeze' } };
  return look(images, sameSize(small, size) ? sent : { ...sent, calls: [...sent.calls, scale] });
}

/** Base64. */
export function thumbhashOf({ data, width, height }: Pixels): string {
  return btoa(String.fromCharCode(...rgbaToThumbHash(width, height, data)));
}

export function blurhashOf({ data, width, height }: Pixels): string {
  const [long, short] = waves;
  const [across, down] = width >= height ? [long, short] : [short, long];
  return encodeBlurhash(new Uint8ClampedArray(data), width, height, across, down);
}
