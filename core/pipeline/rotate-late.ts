// Moves a scaling in front of a turn by any angle: a decoder may then shrink while it reads, and a turn of few pixels
// costs little. The turn is planned for the size that it would have had behind, so nothing else changes.
import type { OpOf, PixelOp } from '../engine/op.ts';
import { proportion, type Size } from '../image/geometry.ts';
import { sizeAfter } from './size-after.ts';

/** The operations with this one behind them, or before the turn that they end with. `start` is the size of the source. */
export function rotateLate(ops: readonly PixelOp[], op: PixelOp, start: Size): readonly PixelOp[] {
  const turn = ops.at(-1);
  if (turn?.op !== 'rotate-by' || op.op !== 'resize' || !isEvenShrink(turn, op)) return [...ops, op];
  const before = ops.slice(0, -1);
  const { width, height } = before.reduce<Size>(sizeAfter, start);
  const scaled = { width: proportion(width, op.width, turn.width), height: proportion(height, op.height, turn.height) };
  return [...before, { ...op, ...scaled }, { ...turn, width: op.width, height: op.height }];
}

// Both axes by one factor, as far as rounding allows: anything else would bend the angle.
function isEvenShrink(turn: OpOf<'rotate-by'>, { width, height, strategy }: OpOf<'resize'>): boolean {
  if (strategy !== undefined || width > turn.width || height > turn.height) return false;
  return Math.abs(width * turn.height - height * turn.width) <= Math.max(turn.width, turn.height);
}
