// Moves a flatten in front of the scaling where nothing but pixels' places changed in between: three channels are
// cheaper to scale than four, and the picture is the same (scaling is linear in premultiplied colours).
import type { PixelOp } from '../engine/op.ts';

export function flattenEarly(ops: readonly PixelOp[]): readonly PixelOp[] {
  const ordered: PixelOp[] = [];
  for (const op of ops) ordered.splice(op.op === 'flatten' ? placeIn(ordered) : ordered.length, 0, op);
  return ordered;
}

function placeIn(before: readonly PixelOp[]): number {
  const from = before.findLastIndex((op) => !keepsColours(op)) + 1;
  const resize = before.findIndex((op, index) => index >= from && op.op === 'resize');
  return resize === -1 ? before.length : resize;
}

// A translucent border would itself be laid on the colour.
function keepsColours(op: PixelOp): boolean {
  return op.op === 'extend' ? op.background.alpha === 1 : placing.has(op.op);
}

const placing: ReadonlySet<PixelOp['op']> = new Set(['orient', 'extract', 'flip', 'rotate', 'resize']);
