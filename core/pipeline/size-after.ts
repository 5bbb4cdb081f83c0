// What an operation makes of a size. Engines may use it to know what is coming.
import type { PixelOp } from '../engine/op.ts';
import type { Size } from '../image/geometry.ts';

export function sizeAfter({ width, height }: Size, op: PixelOp): Size {
  switch (op.op) {
    case 'shrink':
      return { width: shrunk(width, op.by), height: shrunk(height, op.by) };
    case 'orient':
      return op.orientation >= 5 ? { width: height, height: width } : { width, height };
    case 'rotate':
      return op.degrees === 180 ? { width, height } : { width: height, height: width };
    case 'pixels':
    case 'extract':
    case 'resize':
    case 'rotate-by':
      return { width: op.width, height: op.height };
    case 'extend':
      return { width: op.left + width + op.right, height: op.top + height + op.bottom };
    default:
      return { width, height };
  }
}

function shrunk(side: number, by: number): number {
  return Math.max(1, Math.floor(side / by));
}
