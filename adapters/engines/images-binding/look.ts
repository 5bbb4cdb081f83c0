// Has Images make a small PNG of a picture, and looks at its pixels: what the binding itself does not tell.
import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import { thumbhashSide } from '../../../core/engine/pixels/placeholders.ts';
import { inside, type Size, sameSize } from '../../../core/index.ts';
import type { Call } from './calls.ts';
import { readPng } from './read-png.ts';
import { type Images, type Sent, send } from './send.ts';

export function look(images: Images, sent: Omit<Sent, 'output'>): Promise<Pixels> {
  return send(images, { ...sent, output: { format: 'image/png', anim: false } }).then(readPng);
}

/** With a scaling behind the calls, of a picture that has this size after them. */
export function lookSmall(images: Images, sent: Omit<Sent, 'output'>, size: Size): Promise<Pixels> {
  const fitting = inside(size, { width: thumbhashSide, height: thumbhashSide });
  const small = fitting.width > size.width ? size : fitting;
  const scale: Call = { transform: { ...small, fit: 'squeeze' } };
  return look(images, sameSize(small, size) ? sent : { ...sent, calls: [...sent.calls, scale] });
}
