// From our list of operations to the calls of the binding, in their order: one transform each, so that the order is ours
// and not the fixed one within a transform.
import { type OverlayOp, type PixelOp, type Size, sizeAfter } from '../../../core/index.ts';
import { boxOf } from './boxes.ts';
import { type Draw, drawOf } from './draw.ts';
import { transformOf } from './rows.ts';

export type Call = { readonly transform: ImageTransform } | { readonly draw: Draw };

/** `size` is that of the upright picture. Fails with `not-supported` where Images has no word for an operation. */
export function callsOf(ops: readonly PixelOp[], size: Size): readonly Call[] {
  const calls: Call[] = [];
  let before = size;
  for (let place = 0; place < ops.length; place += 1) {
    const op = ops[place] as PixelOp;
    const next = ops[place + 1];
    const box = op.op === 'resize' ? boxOf(before, op, next) : undefined;
    if (box !== undefined) {
      calls.push({ transform: box });
      before = sizeAfter(before, op);
      place += 1;
    } else calls.push(...callOf(op, before));
    before = sizeAfter(before, ops[place] as PixelOp);
  }
  return calls;
}

function callOf(op: PixelOp, size: Size): readonly Call[] {
  if (op.op === 'overlay') return drawOf(op as OverlayOp, size).map((draw) => ({ draw }));
  const transform = transformOf(op, size);
  return transform === undefined || Object.keys(transform).length === 0 ? [] : [{ transform }];
}
