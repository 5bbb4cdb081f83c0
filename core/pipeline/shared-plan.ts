// What results of one source have in common, and the plan that makes a result from there. It is a plan of its own, with a
// key of its own: the pixels differ a little from those of the direct one (test/adapters/engines/sharp/shared-quality.test.ts).
import type { PixelOp } from '../engine/op.ts';
import type { ShrinkOp } from '../engine/ops/shrink.ts';
import { formats } from '../image/format.ts';
import { covering, inside, type Size } from '../image/geometry.ts';
import type { Plan, SharedOps } from './plan.ts';
import { sizeAfter } from './size-after.ts';

export interface SharedPlan extends SharedOps {
  readonly plan: Plan;
  /** Of the pixels behind the head. */
  readonly size: Size;
  /** Making the head again costs no more than handing its pixels between processes. */
  readonly cheapHead: boolean;
}

// A shrunk source has at least so many pixels on its longer side, and is scaled to that: screens' widths come from it.
const leastSide = 1600;
// Small ones come from this. A page's widths are many: scaling each from all of the shrunk source costs more than its
// encoding does, and loses no less (0109).
const halfSide = 800;
// Decoding less than this costs no more than handing pixels between processes saves.
const leastPixels = 1_000_000;

/** Undefined where nothing is gained by it. */
export function sharedPlan(plan: Plan): SharedPlan | undefined {
  const { input, output, frames, encode } = plan;
  const still = frames === 'first' || (frames === 'all' && !input.animated);
  const picture = formats[output.ext].mediaType.startsWith('image/');
  // The bytes of other images would have to go along; what is not settled yet is not known well enough.
  if (plan.images.length > 0 || plan.unsettled !== undefined) return undefined;
  // Pixels have nothing beside them, and are sRGB.
  if (encode.metadata !== undefined || encode.icc !== undefined) return undefined;
  if (!still || !picture || input.width * input.height < leastPixels) return undefined;
  const parts = shrunkParts(plan) ?? plan.chained;
  if (parts === undefined) return undefined;
  const ops = [...parts.head, ...parts.rest];
  const cheapHead = input.ext === 'jpg' && !input.progressive && parts.head[0]?.op === 'shrink';
  return { ...parts, plan: { ...plan, ops }, size: parts.head.reduce<Size>(sizeAfter, input), cheapHead };
}

function shrunkParts({ input, ops }: Plan): SharedOps | undefined {
  const resize = ops.findIndex(({ op }) => !placing.has(op));
  const scaling = ops[resize];
  if (scaling?.op !== 'resize' || scaling.linear) return undefined;
  const shrink: ShrinkOp = { op: 'shrink', by: shrinkOf(input) };
  const shrunk = sizeAfter(input, shrink);
  const fits = (size: Size) => {
    const placed = ops.slice(0, resize).reduce<Size>(sizeAfter, size);
    const wanted = scaling.strategy === undefined ? scaling : covering(placed, scaling);
    return wanted.width <= placed.width && wanted.height <= placed.height;
  };
  if (!fits(shrunk)) return undefined;
  const stepTo = (side: number): readonly PixelOp[] => {
    const size = inside(input, { width: side, height: side });
    const isStep = size.width < shrunk.width && size.height < shrunk.height && fits(size);
    return isStep ? [{ op: 'resize', ...size }, { op: 'hold' }] : [];
  };
  // Whatever is wanted, the head is one of two: who has the other one shares nothing.
  const further = Math.max(shrunk.width, shrunk.height) < leastSide ? [] : stepTo(halfSide);
  return { head: [shrink, ...stepTo(leastSide)], rest: [...further, ...ops] };
}

/** By how much a source may be shrunk and still have all the pixels that screens show. */
export function shrinkOf({ width, height }: Size): ShrinkOp['by'] {
  const steps = [8, 4, 2] as const;
  return steps.find((by) => Math.max(width, height) >= by * leastSide) ?? 1;
}

/** Before these a decoder may still shrink: pixels that were made then would be dearer than decoding once more. */
export const placing: ReadonlySet<PixelOp['op']> = new Set(['orient', 'rotate', 'flip', 'flatten']);
