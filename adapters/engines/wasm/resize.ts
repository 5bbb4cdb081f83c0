// Scaling by squoosh's resizer. What is to shrink much is first halved (or thirded …) by means of whole squares, so that
// never two copies of a large picture are held: what remains to be done is a factor of two at least, which hides it.
import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import type { OpOf, Size } from '../../../core/index.ts';
import { cannot } from './cannot.ts';
import { nearest } from './nearest.ts';
import { shrink } from './shrink.ts';

const leastFactor = 2;

// The places of squoosh's kernels.
const kernels: { readonly [kernel: string]: number | undefined } = { linear: 0, cubic: 1, mitchell: 2, lanczos3: 3 };

/** Fails with `not-supported`. */
export function refuseResize({ strategy, kernel }: OpOf<'resize'>): void {
  if (strategy !== undefined) throw cannot(`gravity=${strategy}`);
  if (kernel !== undefined && kernel !== 'nearest' && kernels[kernel] === undefined) throw cannot(`kernel=${kernel}`);
}

export async function resize(pixels: Pixels, op: OpOf<'resize'>): Promise<Pixels> {
  const { width, height, kernel = 'lanczos3', linear = false } = op;
  if (kernel === 'nearest') return nearest(pixels, { width, height });
  const place = kernels[kernel] as number;
  // Means of numbers that are not proportional to light would undo what was asked for.
  const near = linear ? pixels : shrunkNear(pixels, { width, height });
  if (near.width === width && near.height === height) return near;
  const [glue, wasm] = await Promise.all([
    import('@jsquash/resize/lib/resize/pkg/squoosh_resize.js'),
    import('@jsquash/resize/lib/resize/pkg/squoosh_resize_bg.wasm'),
  ]);
  await glue.default(wasm.default);
  const made = glue.resize(near.data, near.width, near.height, width, height, place, true, linear);
  return { data: new Uint8Array(made.buffer, made.byteOffset, made.byteLength), width, height, channels: 4 };
}

function shrunkNear(pixels: Pixels, { width, height }: Size): Pixels {
  const across = Math.max(1, Math.floor(pixels.width / (width * leastFactor)));
  const down = Math.max(1, Math.floor(pixels.height / (height * leastFactor)));
  const by = Math.min(across, down);
  return by === 1 ? pixels : shrink(pixels, by);
}
