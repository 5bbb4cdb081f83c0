// What is done to raw pixels between two passes, because sharp cannot do it or does it badly: a row for each operation.
import type { PixelOp } from '../../../core/index.ts';
import type { Pixels } from './pixels.ts';
import { gamma } from './raw/gamma.ts';

/** Gets one frame; may work in place, since nobody else holds it. Answers what it has become. */
type RawRow<O> = (pixels: Pixels, op: O) => Pixels | Promise<Pixels>;

const rows = { gamma };

type Rows = typeof rows;
export type RawOp = { [Name in keyof Rows]: Parameters<Rows[Name]>[1] }[keyof Rows];

export function isRaw(op: PixelOp): op is RawOp {
  return Object.hasOwn(rows, op.op);
}

export async function applyRaw(pixels: Pixels, ops: readonly RawOp[]): Promise<Pixels> {
  let done = pixels;
  for (const op of ops) done = await (rows[op.op] as RawRow<RawOp>)(done, op);
  return done;
}
