// What is done to raw pixels between two passes, because sharp cannot do it or does it badly: a row for each operation.

import { gamma } from '../../../core/engine/pixels/gamma.ts';
import { mask } from '../../../core/engine/pixels/mask.ts';
import { normalise } from '../../../core/engine/pixels/normalise.ts';
import { pixelate } from '../../../core/engine/pixels/pixelate.ts';
import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import { redact } from '../../../core/engine/pixels/redact.ts';
import type { PixelOp } from '../../../core/index.ts';
import { foreign } from './raw/foreign.ts';
import { median } from './raw/median.ts';
import { overlay } from './raw/overlay.ts';
import { rotateBy } from './raw/rotate-by.ts';

/** Gets all frames; may work in place, since nobody else holds them. Answers what they have become. */
type RawRow<O> = (
  frames: readonly Pixels[],
  op: O,
  signal: AbortSignal,
) => readonly Pixels[] | Promise<readonly Pixels[]>;

const rows = {
  pixels: each(foreign),
  gamma: each(gamma),
  median: each(median),
  normalise,
  overlay: each(overlay),
  pixelate: each(pixelate),
  redact: each(redact),
  mask: each(mask),
  'rotate-by': each(rotateBy),
};

type Rows = typeof rows;
export type RawOp = { [Name in keyof Rows]: Parameters<Rows[Name]>[1] }[keyof Rows];

export function isRaw(op: PixelOp): op is RawOp {
  return Object.hasOwn(rows, op.op);
}

export async function applyRaw(
  frames: readonly Pixels[],
  ops: readonly RawOp[],
  signal: AbortSignal,
): Promise<readonly Pixels[]> {
  let done = frames;
  for (const op of ops) done = await (rows[op.op] as RawRow<RawOp>)(done, op, signal);
  return done;
}

/** The row of what is done to each frame by itself. */
function each<O>(frame: (pixels: Pixels, op: O, signal: AbortSignal) => Pixels | Promise<Pixels>): RawRow<O> {
  return async (frames, op, signal) => {
    const done: Pixels[] = [];
    for (const pixels of frames) done.push(await frame(pixels, op, signal));
    return done;
  };
}
