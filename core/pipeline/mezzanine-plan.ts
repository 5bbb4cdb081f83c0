// The mezzanine of a source that is dear to decode: the same picture on screens' scale, as a JPEG that is decoded in a
// tenth of the time, and the plan that makes a result of it. What such a result loses is less than a step of quality
// shows: `npm run bench -- mezzanine`. It is a plan of its own, with a key of its own.
import type { PixelOp } from '../engine/op.ts';
import type { Ext, OutputExt } from '../image/format.ts';
import { inside, type Size } from '../image/geometry.ts';
import type { Shape } from '../image/shape.ts';
import type { Plan } from './plan.ts';
import { placing, type SharedPlan, shrinkOf } from './shared-plan.ts';
import { sizeAfter } from './size-after.ts';

type Making = Plan & { readonly output: Shape };

export interface MezzaninePlan {
  /** What the mezzanine is made by, of the source. */
  readonly making: Making;
  /** What the result is made by, of the mezzanine. */
  readonly plan: Plan;
  /** The same together with others: no other bytes come of it, so it has no key of its own. */
  readonly shared: SharedPlan;
}

// What keeps chroma whole and cannot be told from the original once it is encoded again.
const quality = 95;
// A result of which more than this is asked is made of the original.
const mostQuality = 90;

export interface MezzanineRules {
  /** Pixels from which a source pays its mezzanine back with the second to fourth result; without a row, never. */
  readonly dearFrom: { readonly [K in Ext]?: number };
  /** Of a progressive JPEG. */
  readonly progressiveFrom: number;
  /** Pixels on a mezzanine's longer side. */
  readonly side: number;
}

// Measured in 0108; screens' widths.
export const mezzanineRules: MezzanineRules = {
  dearFrom: { jpg: 24e6, png: 12e6, webp: 8e6, avif: 4e6 },
  progressiveFrom: 8e6,
  side: 1600,
};

// A decoder that shrinks on the way has few pixels left to average here: up to 8 points of SSIMULACRA2 at 320 px.
const whole: PixelOp = { op: 'shrink', by: 1 };

const lossy: ReadonlySet<OutputExt> = new Set(['jpg', 'webp', 'avif']);

/** Undefined where nothing is gained by it, or the result has to be of the original's own pixels. */
export function mezzaninePlan(plan: Plan, rules = mezzanineRules): MezzaninePlan | undefined {
  const { input, ops } = plan;
  if (!isDear(input, rules) || !isOrdinary(plan)) return undefined;
  const first = ops.findIndex(({ op }) => !placing.has(op));
  const scaling = ops[first];
  // Some look for what has to be seen in the original, or mean its very pixels.
  if (scaling?.op !== 'resize' || scaling.linear || scaling.strategy !== undefined) return undefined;
  if (scaling.kernel === 'nearest') return undefined;
  const making = makingOf(input, rules);
  const placed = ops.slice(0, first).reduce<Size>(sizeAfter, making.output);
  if (scaling.width > placed.width || scaling.height > placed.height) return undefined;
  const own = { ...plan, input: making.output, ops: [whole, ...ops] };
  // It is decoded for less than its pixels take to be handed over.
  const shared = { plan: own, head: [whole], rest: ops, size: making.output, cheapHead: true };
  return { making, plan: own, shared };
}

function isDear({ ext, width, height, progressive, animated, alpha }: Shape, rules: MezzanineRules): boolean {
  // A JPEG has no alpha, and one frame.
  if (animated || alpha) return false;
  const from = ext === 'jpg' && progressive ? rules.progressiveFrom : rules.dearFrom[ext];
  return from !== undefined && width * height >= from;
}

function isOrdinary({ encode, images, unsettled }: Plan): boolean {
  const { ext, lossless, quality: asked = 0, maxBytes, metadata, icc } = encode;
  // A mezzanine has nothing beside its pixels, and is sRGB.
  if (metadata !== undefined || icc !== undefined || images.length > 0 || unsettled !== undefined) return false;
  return lossy.has(ext) && !lossless && maxBytes === undefined && asked !== 'auto' && asked <= mostQuality;
}

function makingOf(input: Shape, { side }: MezzanineRules): Making {
  const size = inside(input, { width: side, height: side });
  // It lies as the source does, and there is no tag to say how.
  const output = { ...input, ...size, ext: 'jpg', orientation: 1, progressive: false } as const;
  const ops = [...readingOf(input), { op: 'resize', ...size } as const];
  const encode = { op: 'encode', ext: 'jpg', quality, chroma: '4:4:4' } as const;
  return { input, output, frames: 'first', ops, encode, images: [] };
}

// What a WebP's decoder scales by itself looks 2 points worse at 1600 px than what a burst makes of the original.
function readingOf(input: Shape): readonly PixelOp[] {
  if (input.ext === 'webp') return [whole];
  const by = shrinkOf(input);
  return input.ext === 'jpg' && by > 1 ? [{ op: 'shrink', by }] : [];
}
