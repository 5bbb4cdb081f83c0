// Scaling. What is to shrink much is first made smaller by means of whole squares: what remains to be done is a factor of two at
// least, which hides it.
import type { Pixels } from '../../../../core/engine/pixels/pixels.ts';
import { covering, type OpOf, type Size } from '../../../../core/index.ts';
import { letGo } from '../let-go.ts';
import { interesting } from './interesting.ts';
import { weighers } from './kernels.ts';
import { nearest } from './nearest.ts';
import { extract } from './places.ts';
import { resample } from './resample.ts';
import { shrink } from './shrink.ts';

const leastFactor = 2;

export function resize(pixels: Pixels, op: OpOf<'resize'>): Pixels {
  const { strategy, width, height } = op;
  if (strategy === undefined) return scaled(pixels, op);
  const cover = scaled(pixels, { ...op, ...covering(pixels, { width, height }) });
  // There is nothing here that finds faces.
  return extract(cover, interesting(cover, { width, height }, strategy === 'entropy' ? 'entropy' : 'attention'));
}

function scaled(pixels: Pixels, op: OpOf<'resize'>): Pixels {
  const { width, height, kernel = 'lanczos3' } = op;
  const linear = op.linear === true;
  if (kernel === 'nearest') return nearest(pixels, { width, height });
  // Means of numbers that are not proportional to light would undo what was asked for.
  const near = linear ? pixels : shrunkNear(pixels, { width, height });
  if (near.width === width && near.height === height) return near;
  const made = resample(near, { width, height }, weighers[kernel], linear);
  if (near !== pixels) letGo(near.data);
  return made;
}

function shrunkNear(pixels: Pixels, { width, height }: Size): Pixels {
  const across = Math.max(1, Math.floor(pixels.width / (width * leastFactor)));
  const down = Math.max(1, Math.floor(pixels.height / (height * leastFactor)));
  const by = Math.min(across, down);
  return by === 1 ? pixels : shrink(pixels, by);
}
