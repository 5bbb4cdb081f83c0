// What sizes a plan should have, worked out a second time and in another way than core does it:
// exact fractions in BigInt instead of integers in doubles, and operations as they are defined in core/engine/op.ts.
import type { PixelOp } from '../../core/engine/op.ts';
import type { Size } from '../../core/image/geometry.ts';

/** numerator ÷ denominator, rounded half away from zero, at least 1. */
function rounded(numerator: bigint, denominator: bigint): number {
  const whole = numerator / denominator;
  const up = (numerator % denominator) * 2n >= denominator ? 1n : 0n;
  return Math.max(1, Number(whole + up));
}

interface Asked {
  readonly width?: number;
  readonly height?: number;
  readonly fit: string;
}

/** The size of the result of a resize, by the rule of each fit. */
export function expectedSize({ width: w, height: h }: Size, { width, height, fit }: Asked): Size {
  if (width === undefined && height === undefined) return { width: w, height: h };
  if (fit === 'squeeze' && width !== undefined && height !== undefined) return { width, height };
  if (fit === 'pad' && width !== undefined && height !== undefined) return { width, height };
  const factors: (readonly [bigint, bigint])[] = [];
  if (width !== undefined) factors.push([BigInt(width), BigInt(w)]);
  if (height !== undefined) factors.push([BigInt(height), BigInt(h)]);
  factors.sort(([a, b], [c, d]) => (a * d < c * b ? -1 : 1));
  const covers = fit === 'cover' || fit === 'crop' || fit === 'outside';
  let [over, under] = (covers ? factors.at(-1) : factors[0]) as readonly [bigint, bigint];
  const never = fit === 'scale-down' || fit === 'crop' ? over > under : fit === 'scale-up' && over < under;
  if (never) [over, under] = [1n, 1n];
  const scaled = { width: rounded(BigInt(w) * over, under), height: rounded(BigInt(h) * over, under) };
  if (!covers || fit === 'outside') return scaled;
  return {
    width: Math.min(scaled.width, width ?? scaled.width),
    height: Math.min(scaled.height, height ?? scaled.height),
  };
}

/** Carries the operations out on a size. Throws where one is impossible: a cut outside, an empty result. */
export function sizeAfterAll({ width, height }: Size, ops: readonly PixelOp[]): Size {
  return ops.reduce<Size>((size, op) => demandReal(stepped(size, op)), { width, height });
}

function stepped({ width, height }: Size, op: PixelOp): Size {
  if (op.op === 'orient')
    return [5, 6, 7, 8].includes(op.orientation) ? { width: height, height: width } : { width, height };
  if (op.op === 'rotate') return op.degrees % 180 === 90 ? { width: height, height: width } : { width, height };
  if (op.op === 'resize' || op.op === 'rotate-by') return { width: op.width, height: op.height };
  if (op.op === 'extend') {
    if (Math.min(op.left, op.right, op.top, op.bottom) < 0) throw new Error('A border is negative.');
    return { width: width + op.left + op.right, height: height + op.top + op.bottom };
  }
  if (op.op === 'extract') {
    const lies = op.left >= 0 && op.top >= 0 && op.left + op.width <= width && op.top + op.height <= height;
    if (!lies) throw new Error(`The cut ${JSON.stringify(op)} does not lie in ${width}x${height}.`);
    return { width: op.width, height: op.height };
  }
  return { width, height };
}

function demandReal(size: Size): Size {
  const isReal = [size.width, size.height].every((side) => Number.isSafeInteger(side) && side >= 1);
  if (!isReal) throw new Error(`${size.width}x${size.height} is no size.`);
  return size;
}
