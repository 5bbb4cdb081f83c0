// Folds all modules of all stages into one list of operations: one decode, one encode, whatever their number.
// It knows shapes only; whether the result may be that large is checkPlan's question.
import type { Bounds } from '../engine/image-engine.ts';
import type { OpOf, PixelOp } from '../engine/op.ts';
import type { EncodeOp } from '../engine/ops/encode.ts';
import type { Area } from '../engine/ops/redact.ts';
import { formats, type OutputExt } from '../image/format.ts';
import { type Size, sameSize } from '../image/geometry.ts';
import type { PlannedImage } from '../image/planned-image.ts';
import type { Shape } from '../image/shape.ts';
import { badOption } from '../recipe/bad-option.ts';
import type { Recipe, Stage } from '../recipe/recipe.ts';
import { flattenEarly } from './flatten-early.ts';
import { chosenFrames } from './frames.ts';
import type { ImageOf, Module } from './module.ts';
import { encode, encodeConfigOf } from './modules/encode.ts';
import type { Plan, SharedOps, Unsettled } from './plan.ts';
import { rotateLate } from './rotate-late.ts';
import { placing } from './shared-plan.ts';

export interface Planner {
  /** Names of the other stored images that a canonical recipe speaks of. */
  imagesOf(recipe: Recipe): readonly string[];
  /**
   * Pure; `imageOf` answers for the images of `imagesOf`. The recipe is canonical, the format settled
   * (`chooseFormat`). Throws Failure `bad-option` where an option cannot be applied to this shape, `not-found` where
   * it speaks of an image that is not there.
   */
  plan(recipe: Recipe, input: Shape, format: OutputExt, imageOf?: ImageOf): Plan;
}

interface Asked {
  readonly recipe: Recipe;
  readonly input: Shape;
  readonly format: OutputExt;
  readonly imageOf: ImageOf;
  /** The bounds that engines have found for as many trims, in the order of the list. */
  readonly found: readonly Area[];
  /** Whether `input` is the shape of the page that was chosen, and not of the first one. */
  readonly pageKnown: boolean;
}

interface Folded {
  readonly shape: Shape;
  readonly ops: readonly PixelOp[];
  /** Those of all stages but the last: so many. */
  readonly before: number;
  readonly images: readonly PlannedImage[];
  readonly carried: Pick<EncodeOp, 'metadata' | 'icc'>;
}

export function createPlanner(modules: readonly Module[]): Planner {
  const ranked = modules.toSorted((a, b) => a.rank - b.rank);
  // An encoder between two stages would cost a codec's time and loss for nothing.
  const inner = ranked.filter((module) => module.name !== encode.name);

  const fold = (start: Shape, { recipe, imageOf, found }: Asked): Folded => {
    let shape = start;
    let trims = 0;
    let carried: Folded['carried'] = {};
    let ops: readonly PixelOp[] = [];
    const images = new Map<string, PlannedImage>();
    let before = 0;
    for (const stage of recipe.stages) {
      before = ops.length;
      for (const module of inner) {
        const planned = module.plan(shape, stage[module.name] ?? {}, stage, imageOf);
        for (const image of planned.images ?? []) images.set(image.version, image);
        shape = planned.output;
        carried = { ...carried, ...planned.carries };
        for (const op of planned.ops) {
          const bounds = op.op === 'trim' ? found[trims++] : undefined;
          const cut = bounds && keptOf(bounds, op as OpOf<'trim'>, shape);
          // Not across stages: pixels may be kept between two.
          if (cut === undefined) ops = ops.length > before ? rotateLate(ops, op, start) : [...ops, op];
          else if (!sameSize(shape, cut)) ops = [...ops, { op: 'extract', ...cut }];
          if (cut !== undefined) shape = { ...shape, width: cut.width, height: cut.height };
        }
      }
    }
    return { shape, ops, before, images: [...images.values()], carried };
  };

  const planOf = (asked: Asked): Plan => {
    const { recipe, input, format, imageOf } = asked;
    recipe.stages.slice(0, -1).forEach(refuseEncode);
    const { frames, animated } = chosenFrames(recipe, input, format);
    const { shape, ops, before, images, carried } = fold({ ...input, animated }, asked);
    const last = encode.plan(shape, { ...encodeConfigOf(recipe), format }, {}, imageOf);
    const output = { ...last.output, ext: format };
    const all = flattenEarly([...ops, ...last.ops]);
    const chained = chainedOps(ops.slice(0, before), [...ops.slice(before), ...last.ops]);
    const encoding = { ...(last.encode as EncodeOp), ...(formats[format].metadata ? carried : {}) };
    const plan = { input, output, frames, ops: all, encode: encoding, images, chained };
    const unsettled = unsettledOf(plan, ops, asked);
    return unsettled === undefined ? plan : { ...plan, unsettled };
  };

  const unsettledOf = ({ frames }: Plan, ops: readonly PixelOp[], asked: Asked): Unsettled | undefined => {
    const { recipe, input, found, pageKnown } = asked;
    // All frames of an animation have one shape; pages have each their own.
    if (typeof frames === 'object' && !input.animated && !pageKnown) {
      const settle = ({ source }: Bounds) => planOf({ ...asked, input: { ...input, ...source }, pageKnown: true });
      return { ops: [], recipe, settle };
    }
    const first = ops.findIndex(({ op }) => op === 'trim');
    if (first === -1) return undefined;
    const settle = (bounds: Bounds) => planOf({ ...asked, found: [...found, bounds] });
    return { ops: ops.slice(0, first), trim: ops[first] as OpOf<'trim'>, recipe, settle };
  };

  return {
    imagesOf: ({ stages }) =>
      stages.flatMap((stage) => inner.flatMap(({ name, images }) => images?.(stage[name] ?? {}) ?? [])),
    plan: (recipe, input, format, imageOf = () => undefined) =>
      planOf({ recipe, input, format, imageOf, found: [], pageKnown: false }),
  };
}

/** With what is left of the border. */
function keptOf({ left, top, width, height }: Area, { keep }: OpOf<'trim'>, picture: Size): Area {
  const from = { left: Math.max(0, left - keep), top: Math.max(0, top - keep) };
  return {
    ...from,
    width: Math.min(picture.width, left + width + keep) - from.left,
    height: Math.min(picture.height, top + height + keep) - from.top,
  };
}

function chainedOps(before: readonly PixelOp[], last: readonly PixelOp[]): SharedOps | undefined {
  if (before.every(({ op }) => placing.has(op))) return undefined;
  return { head: [...flattenEarly(before), { op: 'hold' }], rest: flattenEarly(last) };
}

function refuseEncode(stage: Stage): void {
  const [option] = Object.entries(stage[encode.name] ?? {});
  if (option !== undefined) throw badOption(option[0], 'its place in the last stage', String(option[1]));
}
