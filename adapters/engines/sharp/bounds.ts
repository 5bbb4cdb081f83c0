// Finds the picture within its border. libvips looks for it in a picture of one colour band after the other, past single
// odd pixels; a picture that is all border is left whole.

import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import type { Area, Bounds, BoundsTask, OpOf } from '../../../core/index.ts';
import { fromPixels } from './pixels.ts';
import { framesAfter } from './render.ts';
import type { OpenSource } from './source.ts';
import { pixelsAfter, stillOf } from './still.ts';
import { translated } from './translate.ts';

/** `byteLength` is the source's. */
export async function bounds(
  { ops, trim }: Pick<BoundsTask, 'ops' | 'trim'>,
  source: OpenSource,
  byteLength: number,
  signal: AbortSignal,
): Promise<Bounds> {
  const { width, height, orientation, alpha } = source;
  const area =
    trim === undefined ? { left: 0, top: 0, width, height } : await found({ ops, trim }, source, byteLength, signal);
  return { ...area, source: { width, height, orientation, alpha } };
}

async function found(
  { ops, trim }: Required<Pick<BoundsTask, 'ops' | 'trim'>>,
  source: OpenSource,
  byteLength: number,
  signal: AbortSignal,
): Promise<Area> {
  const frames =
    source.frames > 1
      ? await framesAfter(ops, source, signal)
      : [await pixelsAfter(ops, stillOf({ source, byteLength }), signal)];
  const [first] = frames as readonly [Pixels];
  let all: Area | undefined;
  for (const frame of frames) {
    signal.throwIfAborted();
    const area = await within(frame, trim);
    if (area !== undefined) all = all === undefined ? area : around(all, area);
  }
  return all ?? { left: 0, top: 0, width: first.width, height: first.height };
}

// Undefined where all of it is border.
async function within(pixels: Pixels, { background, tolerance }: OpOf<'trim'>): Promise<Area | undefined> {
  // Sharp refuses to look at less.
  if (pixels.width < 3 && pixels.height < 3) return { left: 0, top: 0, width: pixels.width, height: pixels.height };
  const { info } = await translated('pixels', () =>
    fromPixels(pixels)
      .trim({ threshold: tolerance, ...(background && { background }) })
      .raw()
      .toBuffer({ resolveWithObject: true }),
  );
  const { width, height, trimOffsetLeft = 0, trimOffsetTop = 0 } = info;
  if (width === pixels.width && height === pixels.height && isEven(pixels, tolerance)) return undefined;
  // Offsets are said as what would bring the picture back.
  return { left: Math.abs(trimOffsetLeft), top: Math.abs(trimOffsetTop), width, height };
}

// Sharp does not say whether it has found a picture up to all edges, or none.
function isEven({ data, channels }: Pixels, tolerance: number): boolean {
  return data.every((value, at) => Math.abs(value - (data[at % channels] as number)) <= tolerance);
}

function around(a: Area, b: Area): Area {
  const left = Math.min(a.left, b.left);
  const top = Math.min(a.top, b.top);
  const right = Math.max(a.left + a.width, b.left + b.width);
  const bottom = Math.max(a.top + a.height, b.top + b.height);
  return { left, top, width: right - left, height: bottom - top };
}
