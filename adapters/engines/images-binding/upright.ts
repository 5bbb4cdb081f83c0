// Images turns every picture upright as it reads it; our operations begin with the picture as it lies in the file.
import { type OpOf, type Orientation, type PixelOp, type Size, sizeAfter } from '../../../core/index.ts';

type Lying = Size & { readonly orientation: Orientation };

/** The operations that do to the upright picture what `ops` do to the one in the file. */
export function fromUpright(ops: readonly PixelOp[], source: Lying): readonly PixelOp[] {
  const { orientation } = source;
  if (orientation === 1) return ops;
  const [first, second] = ops;
  if (isOf(first, orientation)) return ops.slice(1);
  if (first?.op === 'shrink' && isOf(second, orientation)) {
    const small = sizeAfter(sizeAfter(source, first), second);
    return [{ op: 'resize', ...small }, ...ops.slice(2)];
  }
  return [...lying[orientation], ...ops];
}

export function uprightSize({ width, height, orientation }: Lying): Size {
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

function isOf(op: PixelOp | undefined, orientation: Orientation): op is OpOf<'orient'> {
  return op?.op === 'orient' && op.orientation === orientation;
}

const mirror: PixelOp = { op: 'flip', horizontal: true, vertical: false };
const upsideDown: PixelOp = { op: 'flip', horizontal: false, vertical: true };
const turn = (degrees: 90 | 180 | 270): PixelOp => ({ op: 'rotate', degrees });

// From upright to how Exif 3.0, 4.6.6.1 says that the picture lies.
const lying: Readonly<Record<Orientation, readonly PixelOp[]>> = {
  1: [],
  2: [mirror],
  3: [turn(180)],
  4: [upsideDown],
  5: [turn(90), mirror],
  6: [turn(270)],
  7: [turn(270), mirror],
  8: [turn(90)],
};
